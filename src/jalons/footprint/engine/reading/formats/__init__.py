"""Files read as sheets: workbooks, text tables, exports of agents."""
