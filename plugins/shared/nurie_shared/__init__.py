"""What plug-ins share: asking `nurie serve`, starting it, saying what is wrong. Standard library alone."""
