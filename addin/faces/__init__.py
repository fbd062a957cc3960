"""The faces people meet: command line now; Excel, web and Google as they come."""
