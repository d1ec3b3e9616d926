package form

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// CodeList is a set of choices that a city can edit in a spreadsheet.
type CodeList struct {
	Name  string
	Codes []Code

	byCode map[string]int
}

// Code is one choice of a code list.
type Code struct {
	Code   string
	Ja     string
	En     string
	Parent string // the code above this one, or ""
	From   string // first day on which it may be chosen, or ""
	To     string // last day on which it may be chosen, or ""

	system string // of a code that a form brings along
}

// Active reports whether the code may be chosen on a day (2026-11-22). An
// empty day stands for any.
func (c Code) Active(day string) bool {
	return day == "" || (c.From == "" || c.From <= day) && (c.To == "" || day <= c.To)
}

// Label gives the name of the code in a language: "en", or else Japanese.
func (c Code) Label(lang string) string {
	if lang == "en" && c.En != "" {
		return c.En
	}
	return c.Ja
}

// Code finds a code; expired ones too, since old records keep them.
func (l *CodeList) Code(code string) (Code, bool) {
	i, ok := l.byCode[code]
	if !ok {
		return Code{}, false
	}
	return l.Codes[i], true
}

// Active gives the codes that may be chosen on a day (2026-11-22).
func (l *CodeList) Active(day string) []Code {
	var active []Code
	for _, c := range l.Codes {
		if c.Active(day) {
			active = append(active, c)
		}
	}
	return active
}

// add reports false for a code that is there already.
func (l *CodeList) add(c Code) bool {
	if _, twice := l.byCode[c.Code]; twice {
		return false
	}
	l.byCode[c.Code] = len(l.Codes)
	l.Codes = append(l.Codes, c)
	return true
}

// codeColumns are the columns of a code list, in this order.
var codeColumns = []string{"code", "ja", "en", "parent", "from", "to"}

// ParseCodeList reads a code list: CSV in UTF-8 with the columns code, ja, en,
// parent, from and to. A byte order mark is tolerated, because spreadsheets
// write one. The error is a *Refused.
func ParseCodeList(file, name string, data []byte) (*CodeList, error) {
	p := listParser{file: file, list: &CodeList{Name: name, byCode: map[string]int{}}, lines: map[string]int{}}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		p.fault(0, FaultSyntax, "", "not UTF-8")
	} else {
		p.parse(data)
	}
	if len(p.faults) > 0 {
		return nil, &Refused{Faults: p.faults}
	}
	return p.list, nil
}

type listParser struct {
	file   string
	list   *CodeList
	lines  map[string]int // of each code
	faults []Fault
}

func (p *listParser) fault(line int, code FaultCode, name, detail string) {
	p.faults = append(p.faults, Fault{File: p.file, Line: line, Code: code, Name: name, Detail: detail})
}

func (p *listParser) parse(data []byte) {
	rd := csv.NewReader(bytes.NewReader(data))
	rd.FieldsPerRecord = -1 // counted below, so that the fault names the line
	header, err := rd.Read()
	if err != nil {
		p.fault(1, FaultSyntax, "", "no header: want "+strings.Join(codeColumns, ","))
		return
	}
	if strings.Join(header, ",") != strings.Join(codeColumns, ",") {
		p.fault(1, FaultSyntax, strings.Join(header, ","), "want "+strings.Join(codeColumns, ","))
		return
	}
	for {
		row, err := rd.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			p.fault(broken.Line, FaultSyntax, "", broken.Err.Error())
			return
		}
		line, _ := rd.FieldPos(0) // of a row that was read: panics otherwise
		p.row(line, row)
	}
	if len(p.list.Codes) == 0 && len(p.faults) == 0 {
		p.fault(0, FaultMissing, "code", "the list is empty")
	}
	p.parents()
}

func (p *listParser) row(line int, row []string) {
	if len(row) != len(codeColumns) {
		p.fault(line, FaultSyntax, strings.Join(row, ","), "want six columns")
		return
	}
	for i, cell := range row {
		if cell != strings.TrimSpace(cell) {
			p.fault(line, FaultValue, cell, "space around "+codeColumns[i])
		}
	}
	c := Code{Code: row[0], Ja: row[1], En: row[2], Parent: row[3], From: row[4], To: row[5]}
	if !isCode(c.Code) {
		p.fault(line, FaultValue, c.Code, "a code is made of letters, digits, _ and -")
	}
	if c.Ja == "" || c.En == "" {
		p.fault(line, FaultMissing, "ja and en", c.Code)
	}
	for _, day := range []string{c.From, c.To} {
		if day != "" && !isDate(day) {
			p.fault(line, FaultDate, day, "want 2026-11-22")
		}
	}
	if c.From != "" && c.To != "" && c.From > c.To {
		p.fault(line, FaultLimits, c.Code, "from after to")
	}
	if !p.list.add(c) {
		p.fault(line, FaultDuplicateCode, c.Code, "")
		return
	}
	p.lines[c.Code] = line
}

// parents checks that every parent exists and that nobody is their own
// ancestor.
func (p *listParser) parents() {
	for _, c := range p.list.Codes {
		seen := map[string]bool{c.Code: true}
		for at := c; at.Parent != ""; {
			above, ok := p.list.Code(at.Parent)
			if !ok {
				if at.Code == c.Code {
					p.fault(p.lines[c.Code], FaultParent, c.Parent, "no such code")
				}
				break
			}
			if seen[above.Code] {
				p.fault(p.lines[c.Code], FaultParent, c.Parent, "is below its own child")
				break
			}
			seen[above.Code] = true
			at = above
		}
	}
}

func isCode(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return s != ""
}
