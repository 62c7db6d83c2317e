internal import Transcripts

/// The form of a search, with what was asked for and what was wrong with it.
struct SearchForm {
  let texts: Texts
  var request = SearchRequest()
  var isOpen = false

  enum Field: String, CaseIterable {
    case words = "q"
    case speaker, from, to, place, order
  }

  var html: HTML {
    let isOpen = self.isOpen || request.errors.keys.contains { $0 != .words }
    let open: HTML = isOpen ? " open" : ""
    let orders = SearchRequest.orders.map { order in
      let chosen: HTML = order.order == request.order ? " selected" : ""
      return "<option value=\"\(order.name)\"\(chosen)>\(texts[order.text])</option>\n" as HTML
    }
    let checked: HTML = request.isInflected ? " checked" : ""
    let kept =
      request.persons.map { "<input type=\"hidden\" name=\"person\" value=\"\($0)\">\n" as HTML }
      + request.places.dropFirst().map {
        "<input type=\"hidden\" name=\"place\" value=\"\($0)\">\n" as HTML
      }
      + request.speakers.dropFirst().map {
        "<input type=\"hidden\" name=\"speaker\" value=\"\($0)\">\n" as HTML
      }
    return """
      <form class="find" role="search" action="/search" method="get">
      <label for="q">\(texts[.words])</label>
      <div class="row"><div class="grow">\
      <input type="search" id="q" name="q" value="\(request.words)" enterkeyhint="search" \
      autocomplete="off" aria-describedby="q-hint\(errorName(.words))"\(invalid(.words))></div>\
      <button>\(texts[.searchButton])</button></div>
      \(error(.words))
      <p class="hint" id="q-hint">\(texts[.wordsHint])</p>
      \(kept)<details\(open)>
      <summary>\(texts[.moreOptions])</summary>
      <div class="fields">
      \(field(.speaker, texts[.speaker], request.speakers.first ?? ""))
      \(field(.from, texts[.from], request.from.map { "\($0)" } ?? request.typedFrom, date: true))
      \(field(.to, texts[.to], request.to.map { "\($0)" } ?? request.typedTo, date: true))
      \(field(.place, texts[.place], request.places.first ?? ""))
      <div class="field"><label for="order">\(texts[.order])</label>\
      <select id="order" name="order"\(invalid(.order))>
      \(orders)</select>\(error(.order))</div>
      <div class="check"><input type="checkbox" id="forms" name="forms" value="1"\(checked)>\
      <label for="forms">\(texts[.inflected])</label></div>
      </div>
      </details>
      </form>

      """
  }

  private func field(_ field: Field, _ label: String, _ value: String, date: Bool = false) -> HTML {
    // What is no day is shown again as it was typed, which a field for days would not do.
    let kind: HTML = date && request.errors[field] == nil ? "date" : "text"
    let described: HTML =
      request.errors[field] == nil ? "" : " aria-describedby=\"\(field.rawValue)-error\""
    return """
      <div class="field"><label for="\(field.rawValue)">\(label)</label>\
      <input type="\(kind)" id="\(field.rawValue)" name="\(field.rawValue)" value="\(value)" \
      autocomplete="off"\(described)\(invalid(field))>\(error(field))</div>
      """
  }

  private func errorName(_ field: Field) -> HTML {
    request.errors[field] == nil ? "" : " \(field.rawValue)-error"
  }

  private func invalid(_ field: Field) -> HTML {
    request.errors[field] == nil ? "" : " aria-invalid=\"true\""
  }

  private func error(_ field: Field) -> HTML {
    request.errors[field].map { "<p class=\"error\" id=\"\(field.rawValue)-error\">\($0)</p>" }
      ?? ""
  }
}
