"""Papers: the facts they are made from, what their authors may write, and what readers have seen before."""
