"""Layered files. May import `core` alone; what is written stands in the table `nurie.export.write.WRITERS`."""
