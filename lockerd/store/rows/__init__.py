"""Domain rows <-> SQL rows, column by column: one module for each table."""
