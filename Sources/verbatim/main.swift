import VerbatimCommands

await Program.main()
