package form

import (
	"strconv"
	"strings"
)

// UnitLabel gives the unit as people read it, in a language as for Label.
func (it *Item) UnitLabel(lang string) string {
	if lang == "en" && it.UnitTextEn != "" {
		return it.UnitTextEn
	}
	return it.UnitText
}

// Label gives the text of the item in a language: "en", or else Japanese. An
// item without text is called by its prefix or linkId.
func (it *Item) Label(lang string) string {
	switch {
	case lang == "en" && it.TextEn != "":
		return it.TextEn
	case it.Text != "":
		return it.Text
	case it.Prefix != "":
		return it.Prefix
	}
	return it.LinkID
}

// Label gives the title of the form in a language: "en", or else Japanese.
func (f *Form) Label(lang string) string {
	switch {
	case lang == "en" && f.TitleEn != "":
		return f.TitleEn
	case f.Title != "":
		return f.Title
	case f.Name != "":
		return f.Name
	}
	return f.Kind
}

// Label gives the name of the choice in a language: "en", or else Japanese.
func (o Option) Label(lang string) string {
	if lang == "en" && o.DisplayEn != "" {
		return o.DisplayEn
	}
	return o.Display
}

// Text gives the words of the finding in a language: "en", or else Japanese.
func (f Finding) Text(lang string) string {
	if lang == "en" && f.TextEn != "" {
		return f.TextEn
	}
	return f.TextJa
}

// Show gives a field value as people read it, without its unit: the name of a
// choice, 3,410 for a number, several values with 「、」 between them. Dates,
// times and ids are given as they are stored; ui/present writes dates.
func (it *Item) Show(v any, lang string) string {
	switch v := v.(type) {
	case bool:
		return showBool(v, lang)
	case int64:
		if len(it.Options) > 0 {
			return it.showCode(strconv.FormatInt(v, 10), lang)
		}
		return groupThousands(strconv.FormatInt(v, 10))
	case string:
		if it.Type == DecimalNumber {
			return groupThousands(v)
		}
		return it.showCode(v, lang)
	case []string:
		names := make([]string, len(v))
		for i, s := range v {
			names[i] = it.showCode(s, lang)
		}
		if lang == "en" {
			return strings.Join(names, ", ")
		}
		return strings.Join(names, "、")
	}
	return ""
}

func showBool(v bool, lang string) string {
	switch {
	case lang == "en" && v:
		return "Yes"
	case lang == "en":
		return "No"
	case v:
		return "はい"
	}
	return "いいえ"
}

func (it *Item) showCode(code, lang string) string {
	if it.list != nil {
		if c, ok := it.list.Code(code); ok {
			return c.Label(lang)
		}
	}
	for _, o := range it.Options {
		if o.Code == code {
			return o.Label(lang)
		}
	}
	return code
}

func groupThousands(number string) string {
	digits, negative := strings.CutPrefix(number, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	if negative {
		return "-" + whole
	}
	return whole
}
