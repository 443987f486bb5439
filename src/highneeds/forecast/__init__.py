"""The stochastic engine, child by child: ``fit.fit``, ``simulate.simulate``, ``summarise``; records in ``types``.

Modules are imported by name, so that a page which only shows a forecast does not load the compiler.
"""
