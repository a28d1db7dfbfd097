"""Plans of other makes: action tables and lists, commitments, amendments, Japanese plans of measures."""
