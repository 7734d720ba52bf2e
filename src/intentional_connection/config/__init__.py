"""Settings, root addresses, WSGI and the command intentional-connection; the only room that knows all."""
