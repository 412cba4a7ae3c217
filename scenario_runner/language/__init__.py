"""The scenario language: files become values that know their places. Nothing runs here."""
