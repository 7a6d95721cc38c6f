"""nurie over HTTP. `nurie serve` starts it; `create_app` is the ASGI application."""
