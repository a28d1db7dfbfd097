"""How letters are said in a mail."""
