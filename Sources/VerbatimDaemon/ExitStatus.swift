// The parts of the server program.
