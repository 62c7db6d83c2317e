/// The header of a sitting that never was, around its debate.
package func sitting(_ body: String, people: String = "") -> String {
  """
  <?xml version="1.0" encoding="UTF-8"?>
  <TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de" xml:id="ParlaMint-ZZ_2031-03-04" ana="#parla.sitting #reference">
  <teiHeader><fileDesc><titleStmt><title type="main" xml:lang="de">Korpus [ParlaMint]</title>
  <title type="sub" xml:lang="de">3. Sitzung des Things</title><title type="sub" xml:lang="en">Sitting 3</title>
  <meeting ana="#parla.lower #parla.sitting" n="3">3. Sitzung</meeting></titleStmt>
  <publicationStmt><availability><licence>http://creativecommons.org/licenses/by/4.0/</licence></availability>
  <date when="2033-01-01"/></publicationStmt>
  <sourceDesc><bibl><title>Protokoll</title><idno type="URI">https://example.org/3</idno><date when="2031-03-04"/></bibl></sourceDesc></fileDesc>
  <profileDesc><settingDesc><setting><name type="city" xml:lang="en">Northham</name><name type="city" xml:lang="de">Nordheim</name>
  <name type="country" key="ZZ">Nordland</name><date when="2031-03-04" ana="#parla.sitting">4.3.2031</date></setting></settingDesc></profileDesc>
  </teiHeader>
  <text ana="#reference">
  <body>
  <div type="debateSection">

  \(body)</div></body><back>\(people)</back></text></TEI>
  """
}

package let plainDebate = """
  <gap reason="editorial"><desc xml:lang="en">Title removed</desc><desc xml:lang="de">Titelseite entfernt</desc></gap><pb n="1"/>
  <note type="time">Beginn:<time when="2031-03-04T10:03:00+01:00">10:03</time>Uhr</note><head>Punkt 1</head>
  <note type="speaker">Präsidentin Ida Horn:</note>
  <u who="#HornIda" ana="#chair" xml:id="u1"><seg>Ich eröffne die Sitzung,<kinesic type="applause"><desc xml:lang="en">Applause</desc><desc xml:lang="de">Beifall</desc></kinesic>
     meine Damen!</seg><note type="procedural">Pause.</note><seg>Es ist „spät“.</seg></u>
  <note type="speaker">Abgeordneter Veit</note>
  <u who="#VeitPer" xml:lang="en"><seg>Danke (sehr).</seg><vocal><desc>Ruf</desc></vocal><seg>What's up<gap reason="inaudible"/>?</seg></u>
  <incident type="bell"><desc>Glocke</desc></incident>
  <u who="#Ohne"><seg>Kein Label.</seg></u>
  """

package let annotatedDebate = """
  <gap reason="editorial"><desc xml:lang="en">Title removed</desc><desc xml:lang="de">Titelseite entfernt</desc></gap><pb n="1"/>
  <note type="time">Beginn:<time when="2031-03-04T10:03:00+01:00">10:03</time>Uhr</note><head>Punkt 1</head>
  <note type="speaker">Präsidentin Ida Horn:</note>
  <u who="#HornIda" ana="#chair" xml:id="u1"><seg>
    <s><w lemma="ich">Ich</w> <w>eröffne</w>
       <name type="MISC"><w>die</w><w join="right">Sitzung</w></name><pc>,</pc>
       <kinesic type="applause"><desc xml:lang="en">Applause</desc><desc xml:lang="de">Beifall</desc></kinesic>
       <w>meine</w><w join="right">Damen</w><pc>!</pc><linkGrp type="UD-SYN"><link ana="ud:root" target="#a #b"/></linkGrp></s>
    </seg><note type="procedural">Pause.</note><seg><s><w>
       Es
    </w><w>ist</w><pc join="right">„</pc><w join="right">spät</w><pc join="right">“</pc><pc>.</pc></s></seg></u>
  <note type="speaker">Abgeordneter Veit</note>
  <u who="#VeitPer" xml:lang="en"><seg><s><w>Danke</w></s><s><pc join="right">(</pc><w>sehr</w><pc join="both">)</pc><pc>.</pc></s></seg>
  <vocal><desc>Ruf</desc></vocal>
  <seg><s><w>What's<w norm="What"/><w norm="is"/></w><w join="right">up</w><gap reason="inaudible"/><pc>?</pc></s></seg></u>
  <incident type="bell"><desc>Glocke</desc></incident>
  <u who="#Ohne"><seg><s><w>Kein</w><w join="right">Label</w><pc>.</pc></s></seg></u>
  """

package let personList = """
  <listPerson xmlns="http://www.tei-c.org/ns/1.0"><head>Personen</head>
  <person xml:id="HornIda"><persName to="2020-12-31"><surname>Klein</surname><forename>Ida</forename></persName>
  <persName from="2021"><surname>Horn</surname><nameLink>von</nameLink><forename>Ida</forename><roleName>Dr.</roleName></persName>
  <sex value="F"/><birth when="1980"><placeName>Nordheim</placeName></birth>
  <affiliation role="member" ref="#Thing" from="2021" to="2030"><roleName xml:lang="en">Member</roleName><roleName xml:lang="de">Abgeordnete</roleName></affiliation>
  <affiliation role="member" ref="#Nord" from="2021-02"/>
  <idno type="URI" subtype="wikidata">http://www.wikidata.org/entity/Q1</idno></person>
  <person xml:id="VeitPer"><persName><surname>Veit</surname><forename>Per</forename></persName></person>
  <person xml:id="Stumm"><persName><surname>Stumm</surname><forename>Niemand</forename></persName></person>
  <listOrg><org xml:id="Nord"><orgName xml:lang="en">North Party</orgName><orgName xml:lang="de">Nordpartei</orgName></org></listOrg>
  </listPerson>
  """

/// A page in the site's layout, about nobody.
package func kremlinPage(_ body: String) -> String {
  """
  <!doctype html> <html lang="en"> <head> <meta charset="utf-8"/> <title>Page • President of Russia</title> </head>
  <body> <p>View settings</p> <a rel="license" href="http://creativecommons.org/licenses/by/4.0/deed.en">Licence</a>
  <div class="read" data-href="http://en.kremlin.ru/events/president/news/99999/print">
  <article class="read__in hentry h-entry" id="event-99999"> <h1 class="entry-title p-name">Meeting with\u{A0}Anna
  Berg</h1> <div class="read__lead entry-summary"> <div><p>They met.</p></div> </div>
  <div class="read__meta"><time class="read__published" datetime='2019-05-06'>May 6, 2019</time>
  <div class="read__time">17:05</div> <div class="read__place p-location"><i></i>The\u{A0}Hall, Northby</div></div>
  <div class="entry-content e-content read__internal_content">
  <div class="slider masha-ignore"><div>A picture: nothing</div></div> \(body)
  <div class="read__bottommeta hidden-copy"><p><b>Topics:</b> none</p></div> </div> </article> </div>
  <p>Foot</p> </body> </html>
  """
}

/// A debate about fish among people who are not.
package func debate(attributes: String = "") -> String {
  """
  <?xml version="1.0" encoding="UTF-8"?>
  <akomaNtoso \(attributes)><debate name="hansard"><meta><identification source="#x"><FRBRWork>
  <FRBRuri value="/akn/zz/debate/2031-03-04"/><FRBRdate date='2031-03-04' name="g"/></FRBRWork>
  <FRBRExpression><FRBRdate date="2032-01-01" name="m"/><FRBRlanguage language="eng"/></FRBRExpression></identification>
  <references source="#x"><TLCPerson eId="reed" href="/person/reed" showAs="Rolf Reed"/>
  <TLCPerson id="pike" href="/person/pike" showAs="Pia Pike"/>
  <TLCRole eId="moderator" href="/role/moderator" showAs="Moderator"/><TLCRole eId="fish" href="/role/fish" showAs="Minister for Fish"/>
  </references><notes source="#x"><note eId="n1"><p>The rules of 2030</p></note></notes></meta>
  <preface><block name="title_xx"><docTitle>TAFLA</docTitle></block><block name="title_en"><docTitle>RECORD OF THE MOOT</docTitle></block>
  <p>Tuesday, <docDate date="2031-03-04">4th March</docDate> at <recordedTime time="2031-03-04T14:30:00+02:00" type="startEvent"/>2.30</p></preface>
  <debateBody><debateSection name="prelude"><scene>[The Moderator in the chair]</scene>
  <speech by="#moderator"><from>The Moderator:</from><p>Order.</p></speech></debateSection>
  <papers><other><p>Papers were laid.</p><ul><li>First paper</li></ul></other></papers>
  <questions><num>I.</num><heading>QUESTIONS</heading><debateSection name="q"><heading>Eels</heading>
  <question by="#reed" to="#fish"><from>
     Mr. Reed: </from><p>asked about</p><ul><li>eels;</li><li>cod.</li></ul></question>
  <answer by="#pike" as="#fish" startTime="14:35" endTime="2031-03-04T14:41:00"><from>Ms. Pike (Minister for Fish):</from>
  <p>The answer <remark>(laughter)</remark> is yes<noteRef href="#n1" marker="1"/>.</p>
  <p><recordedTime time="2031-03-04T14:40:00+02:00"/>Two.</p></answer>
  <scene>(Applause)</scene><summary>(Question put)</summary></debateSection></questions>
  <adjournment><heading>ADJOURNMENT</heading><speech by='#reed'><from>Mr. Reed</from><p>Thanks.</p></speech>
  <p>The House rose.</p></adjournment></debateBody></debate></akomaNtoso>
  """.replacing("startTime=\"14:35\"", with: "startTime=\"14:35:00\"")
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
