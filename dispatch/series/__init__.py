"""From a case's tables to values on a horizon."""
