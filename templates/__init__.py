"""Mail, web and report templates, and the message catalogues."""
