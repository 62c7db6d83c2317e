// The tests of the server program.
