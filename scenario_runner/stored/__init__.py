"""What LangGraph's savers have stored, read as data: nothing is imported, built or called."""
