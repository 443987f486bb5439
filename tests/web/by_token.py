"""Every address of the API, and the roles for which a token can be made that may read it. One table for all tests."""

# address; the roles whose rights, as far as programs are offered them, read it
BY_TOKEN = {
    "api_figures": ("/api/v1/figures", "HFCPMRA"),
    "api_figure": ("/api/v1/figures/forecast_outturn", "HFCPMRA"),
    "api_bridge": ("/api/v1/bridge", "HFCPMRA"),
    "api_outturn": ("/api/v1/outturn", "HFCPMRA"),
    "api_forecasts": ("/api/v1/forecasts", "HFCPMRA"),
    "api_children": ("/api/v1/children-by-setting", "HFCPMRA"),
    "api_providers": ("/api/v1/providers", "HFCPOLMRA"),
    "api_budget_lines": ("/api/v1/budget-lines", "HFCMA"),
}
