/// The elements of Akoma Ntoso that may stand in a debate, by local name (OASIS LegalDocML, Akoma
/// Ntoso 1.0, part 2; earlier drafts are told by their namespaces alone and read the same).
enum AkomaNtosoElement: String, CaseIterable {
  // Documents.
  case akomaNtoso, debate, debateReport, meta, coverPage, preface, preamble, debateBody, conclusions
  case attachments, attachment, components, component, doc, mainBody, annexes

  // Metadata.
  case identification, publication, classification, lifecycle, workflow, analysis, temporalData
  case references, notes, proprietary, presentation
  case FRBRWork, FRBRExpression, FRBRManifestation, FRBRItem, FRBRthis, FRBRuri, FRBRalias, FRBRdate
  case FRBRauthor, FRBRlanguage, FRBRcountry, FRBRsubtype, FRBRnumber, FRBRname, FRBRprescriptive
  case FRBRversionNumber, FRBRauthoritative, FRBRmasterExpression, FRBRtranslation, FRBRportion
  case FRBRformat, preservation, keyword, eventRef, step
  case original, passiveRef, activeRef, jurisprudence, hasAttachment, attachmentOf, alternativeTo
  case TLCPerson, TLCOrganization, TLCConcept, TLCObject, TLCEvent, TLCLocation, TLCProcess, TLCRole
  case TLCTerm, TLCReference, note
  case parliamentary, voting, recount, quorumVerification, quorum, count, otherAnalysis
  case activeModifications, passiveModifications, restrictions, judicial, mappings, otherReferences

  // Sections.
  case debateSection, administrationOfOath, rollCall, prayers, oralStatements, writtenStatements
  case personalStatements, ministerialStatements, resolutions, nationalInterest, declarationOfVote
  case communication, petitions, papers, noticesOfMotion, questions, address, proceduralMotions
  case pointOfOrder, adjournment, container, division, section, chapter, part, article, paragraph
  case num, heading, subheading, crossHeading

  // Turns and notes.
  case speechGroup, speech, question, answer, from
  case scene, narrative, summary, other, remark, noteRef, authorialNote, omissis, recordedTime
  case ins, del

  // Blocks.
  case p, block, blockContainer, blockList, item, listIntroduction, listWrapUp, ul, ol, li, table,
    caption
  case tr, td, th, div, longTitle, shortTitle, toc, tocItem, foreign, content, intro, wrapUp, list,
    point
  case tblock, container2 = "hcontainer", quotedStructure, embeddedStructure, interstitial, img

  // Within the words.
  case a, b, i, u, sup, sub, abbr, span, inline, br, eol, eop, ref, rref, mref, mod, mmod, rmod
  case quotedText, embeddedText, extractText, fillIn, decoration, placeholder, marker
  case def, term, entity, person, organization, concept, object, event, location, process, role,
    date, time
  case quantity, legislature, session, vote, outcome, relatedDocument, change, affectedDocument,
    party
  case docTitle, docNumber, docProponent, docDate, docType, docStage, docStatus, docCommittee
  case docJurisdiction, docPurpose, docIntroducer, docketNumber, courtType, judge, lawyer, opinion
  case argument, signature, neutralCitation, shortCitation = "docShortTitle", docAuthority,
    docLocation

  // What quoted bills and acts are made of, and what else the standard has.
  case title, subtitle, book, tome, subchapter, subpart, subsection, clause, subclause, subparagraph
  case sublist, indent, alinea, proviso, transitional, rule, subrule, crossheading
  case formula, citations, citation, recitals, recital, preambleBody, body, act, bill, amendment
  case amendmentBody, amendmentHeading, amendmentContent, amendmentReference, amendmentJustification
  case amendmentList, statement, portion, portionBody, documentCollection, collectionBody
  case officialGazette, judgment, judgmentBody, introduction, background, motivation, decision,
    remedies
  case documentRef, componentRef, componentData, componentInfo, mapping, implicitReference
  case alternativeReference, textualMod, meaningMod, scopeMod, forceMod, efficacyMod, legalSystemMod
  case dynamicMod, source, destination, old, new, force, efficacy, application, duration, condition
  case domain, previous, temporalGroup, timeInterval, redirect, sourceDef, equiv
  case colgroup, col, thead, tbody, tfoot
  case nbsp, wbr, small, em, strong, center, blockquote, pre, hr, h1, h2, h3, h4, h5, h6, font

  static let all = Array(allCases)

  /// Whether it is a section of the debate, which may have a heading.
  var isSection: Bool {
    switch self {
    case .debateSection, .administrationOfOath, .rollCall, .prayers, .oralStatements,
      .writtenStatements, .personalStatements, .ministerialStatements, .resolutions,
      .nationalInterest, .declarationOfVote, .communication, .petitions, .papers, .noticesOfMotion,
      .questions, .address, .proceduralMotions, .pointOfOrder, .adjournment, .speechGroup,
      .container, .division, .section, .chapter, .part, .article, .paragraph:
      true
    default: false
    }
  }
  /// Whether it begins and ends a paragraph.
  var isBlock: Bool {
    switch self {
    case .p, .block, .blockContainer, .blockList, .item, .listIntroduction, .listWrapUp, .ul, .ol,
      .li,
      .table, .caption, .tr, .td, .th, .div, .longTitle, .shortTitle, .foreign, .content, .intro,
      .wrapUp, .list, .point, .tblock, .container2, .quotedStructure, .embeddedStructure,
      .interstitial, .crossHeading, .crossheading, .subsection, .clause, .subclause, .subparagraph,
      .indent, .alinea, .blockquote, .pre, .hr, .h1, .h2, .h3, .h4, .h5, .h6, .center, .recital,
      .citation, .formula:
      true
    default: false
    }
  }
}
