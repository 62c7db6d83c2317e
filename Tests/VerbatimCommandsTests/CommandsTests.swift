import Testing
import Transcripts

@testable import VerbatimCommands

struct CommandsTests {
  @Test("meetings are listed in every format")
  func meetings() async throws {
    try await TestArchive.with { archive in
      #expect(
        await archive.run("meetings").output == """
          2023-03-01  Meeting on the harbour
                      Town Hall, Porto Novo; 3 statements  2023-03-01.harbour
          2023-04-02  Opening of the lighthouse
                      Cape Bravo; 1 statement  2023-04-02.lighthouse

          """)
      let csv = await archive.run("meetings", "--title", "the harbour", "--format", "csv")
      #expect(
        csv.output
          == "id,date,end_date,start_time,time_zone,title,place,kind,language,statements,url,"
          + "format,licence,file_name,revision,lead\r\n"
          + "2023-03-01.harbour,2023-03-01,,,,Meeting on the harbour,\"Town Hall, Porto Novo\",,en,3,"
          + ",,,,1,\r\n")
      let markdown = await archive.run(
        "meetings", "--order", "newest", "--limit", "1", "--format", "markdown")
      #expect(
        markdown.output == """
          | Date | Meeting | Place | Statements | Id |
          |---|---|---|---|---|
          | 2023-04-02 | Opening of the lighthouse | Cape Bravo | 1 | 2023-04-02.lighthouse |

          """)
      let jsonl = await archive.run(
        "meetings", "--id", "2023-04-02.lighthouse", "--format", "jsonl")
      #expect(
        jsonl.output
          == #"{"meeting":{"id":"2023-04-02.lighthouse","title":"Opening of the lighthouse","#
          + #""date":"2023-04-02","place":"Cape Bravo","language":"en","revision":1,"#
          + #""statementCount":1}}"# + "\n")
      #expect(await archive.run("meetings", "--on", "1999").status == .nothingFound)
      #expect(await archive.run("meetings", "--id", "nowhere").status == .nothingFound)
    }
  }

  @Test("speakers are listed, or found by name, in every format")
  func speakers() async throws {
    try await TestArchive.with { archive in
      let text = await archive.run("speakers", "maria")
      #expect(
        text.output == """
          Maria Silva  maria-silva
            Minister of Harbours, 2 statements, 2023-03-01; also M. Silva

          """)
      let csv = await archive.run("speakers", "--format", "csv")
      #expect(
        csv.output
          == "id,name,statements,first_date,last_date,roles,other_names,identifiers,"
          + "merged_into\r\n"
          + "ada-okafor,Ada Okafor,1,2023-03-01,2023-03-01,,,,\r\n"
          + "joao-silva,João Silva,1,2023-04-02,2023-04-02,,,,\r\n"
          + "maria-silva,Maria Silva,2,2023-03-01,2023-03-01,Minister of Harbours,M. Silva,,\r\n")
      let jsonl = await archive.run("speakers", "joao", "--format", "jsonl")
      let one = await archive.run("speakers", "--id", "joao-silva", "--format", "jsonl")
      #expect(one.output == jsonl.output)
      let rest = await archive.run("speakers", "--after", "ada-okafor", "--limit", "1")
      #expect(rest.output.hasPrefix("João Silva  joao-silva\n"))
      #expect(await archive.run("speakers", "--after", "nobody").status == .usage)
      #expect(jsonl.output.hasPrefix(#"{"id":"joao-silva","name":"João Silva""#))
      #expect(jsonl.output.hasSuffix("}\n"))
      let markdown = await archive.run("speakers", "okafor", "--format", "markdown")
      #expect(
        markdown.output.hasSuffix("| Ada Okafor | ada-okafor | 1 | 2023-03-01 | 2023-03-01 |  |\n"))
      let nobody = await archive.run("speakers", "nobody")
      #expect(nobody.status == .nothingFound)
      #expect(nobody.messages.contains("“nobody” fits no speaker"))
    }
  }

  @Test("counts are given in all and by group")
  func counts() async throws {
    try await TestArchive.with { archive in
      #expect(await archive.run("count").output == "4\n")
      #expect(
        await archive.run("count", "--by", "speaker").output == """
          2  Maria Silva  maria-silva
          1  Ada Okafor  ada-okafor
          1  João Silva  joao-silva
          4  in all

          """)
      #expect(
        await archive.run("count", "--by", "speaker", "--limit", "1", "--format", "csv").output
          == "key,name,count\r\nmaria-silva,Maria Silva,2\r\n")
      #expect(
        await archive.run("count", "--by", "month", "--format", "jsonl").output
          == #"{"count":3,"key":"2023-03","name":"2023-03"}"# + "\n"
          + #"{"count":1,"key":"2023-04","name":"2023-04"}"# + "\n")
      #expect(
        await archive.run("count", "--by", "place", "--format", "markdown").output
          == """
          | Statements | Place | Id |
          |---|---|---|
          | 3 | Town Hall, Porto Novo | Town Hall, Porto Novo |
          | 1 | Cape Bravo | Cape Bravo |

          """)
      #expect(
        await archive.run("count", "--by", "speaker", "--by", "month").output == """
          2  Maria Silva  2023-03  maria-silva
          1  Ada Okafor  2023-03  ada-okafor
          1  João Silva  2023-04  joao-silva
          4  in all

          """)
      #expect(
        await archive.run(
          "count", "--by", "day", "--by", "speaker", "--order", "key", "--format", "csv"
        ).output
          == "day,speaker,speaker_name,count\r\n2023-03-01,ada-okafor,Ada Okafor,1\r\n"
          + "2023-03-01,maria-silva,Maria Silva,2\r\n2023-04-02,joao-silva,João Silva,1\r\n")
      #expect(
        await archive.run("count", "--by", "kind", "--by", "year", "--format", "jsonl").output
          == #"{"count":4,"keys":[{"by":"kind","key":"speech","name":"speech"},"#
          + #"{"by":"year","key":"2023","name":"2023"}]}"# + "\n")
      let none = await archive.run("count", "--on", "1999")
      #expect(none.output == "0\n")
      #expect(none.status == .nothingFound)
    }
  }

  @Test("health is that of the server or of a service")
  func health() async throws {
    try await TestArchive.with { archive in
      let server = await archive.run("health")
      #expect(server.output == "SERVING\n")
      #expect(server.status == .success)
      let service = await archive.run("health", "--service", "verbatim.v1.Archive")
      #expect(service.output == "SERVING\n")
      let unknown = await archive.run("health", "--service", "no.such.Service")
      #expect(unknown.status == .nothingFound)
      #expect(unknown.output == "")
    }
  }
}
