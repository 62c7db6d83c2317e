/// The elements of TEI that corpora of parliamentary debates use, by local name (the ParlaMint
/// schema, and those of parla-clarin beside it).
enum TEIElement: String, CaseIterable {
  case TEI, teiCorpus, teiHeader, text, front, body, back, group, include, standOff

  // The header.
  case fileDesc, titleStmt, title, meeting, respStmt, resp, funder, sponsor, principal, author,
    editor
  case editionStmt, edition, extent, publicationStmt, publisher, distributor, authority, pubPlace
  case availability, licence, sourceDesc, bibl, recordingStmt, recording, media, encodingDesc
  case projectDesc, editorialDecl, correction, normalization, hyphenation, quotation, segmentation
  case interpretation, punctuation, tagsDecl, namespace, tagUsage, classDecl, taxonomy, category,
    catDesc
  case appInfo, application, listPrefixDef, prefixDef, profileDesc, settingDesc, setting, locale,
    activity
  case textClass, catRef, classCode, particDesc, langUsage, language, revisionDesc, change,
    notesStmt
  case seriesStmt, samplingDecl, refsDecl, geoDecl, abstract, textDesc, correspDesc, list, item,
    label

  // People, organisations, places.
  case listPerson, person, personGrp, persName, forename, surname, nameLink, addName, genName,
    roleName
  case sex, gender, birth, death, age, affiliation, occupation, education, nationality, residence,
    faith
  case persona, trait, socecStatus, langKnowledge, langKnown, floruit
  case idno, figure, graphic, listOrg, org, orgName, listEvent, event, eventName, state,
    listRelation
  case relation, listPlace, place, placeName, location, geo, country, region, settlement, district
  case desc, head, note, listBibl

  // The debate.
  case div, u, seg, p, ab, s, w, pc, sp, speaker, gap, kinesic, vocal, incident, writing, shift,
    pause
  case pb, lb, cb, gb, fw, milestone, anchor, timeline, when, linkGrp, link, spanGrp, span,
    annotationBlock
  case time, date, name, num, measure, ref, ptr, hi, emph, foreign, unclear, supplied, add, del, q
  case quote, cit, term, gloss, mentioned, distinct, soCalled, choice, sic, corr, orig, reg, abbr,
    expan, ex
  case phr, cl, m, c, lg, l, table, row, cell, rs, objectName, email, address, addrLine, street,
    postCode
  case signed, closer, opener, salute, dateline, byline, docTitle, titlePart, titlePage, docDate,
    trailer
  case epigraph, argument, floatingText, stage, view, caption, metamark, subst, damage, surplus,
    secl
  case figDesc, formula, space, code, gi, att, val, tag, ident, restore, retrace, imprimatur
  case join, alt, altGrp, joinGrp, interp, interpGrp, certainty, precision, fs, f,
    string, symbol, binary, numeric, vAlt, vColl, fsdDecl, equiv, def, xenoData

  // Headers of other corpora.
  case biblFull, biblStruct, monogr, imprint, analytic, series, biblScope, listChange, scriptStmt
  case variantEncoding, stdVals, charDecl, unitDecl, channel, constitution, domain, derivation
  case factuality, interaction, preparedness, purpose, broadcast, equipment, handNotes
  case keywords, calendarDesc, calendar, creation, schemaRef, transcriptionDesc, metDecl
  case bloc, geogName, geogFeat, offset, climate, terrain, population, relationGrp, listNym, nym
  case persPronouns, lang, citedRange, noteGrp, listApp

  static let all = Array(allCases)
}
