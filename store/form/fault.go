package form

import (
	"fmt"
	"strings"
)

// FaultCode says for a program why a form or a code list was refused.
type FaultCode string

// The reasons for which a form or a code list is refused.
const (
	FaultFile            FaultCode = "file"             // cannot be read or has no business in the folder
	FaultSyntax          FaultCode = "syntax"           // not JSON, not CSV, not UTF-8
	FaultDuplicateKey    FaultCode = "duplicate-key"    // an element is there twice
	FaultElement         FaultCode = "element"          // an element outside of the subset
	FaultExtension       FaultCode = "extension"        // an extension outside of the subset
	FaultType            FaultCode = "type"             // an item type outside of the subset
	FaultOperator        FaultCode = "operator"         // an operator that is unknown or does not suit the question
	FaultValue           FaultCode = "value"            // a value outside of the subset
	FaultShape           FaultCode = "shape"            // a string where an object is wanted, and the like
	FaultMissing         FaultCode = "missing"          // an element that has to be there
	FaultDuplicateLinkID FaultCode = "duplicate-linkid" // two items with the same linkId
	FaultDuplicateCode   FaultCode = "duplicate-code"   // two choices with the same code
	FaultReference       FaultCode = "reference"        // names an item that does not exist
	FaultLoop            FaultCode = "loop"             // an item that depends on itself
	FaultRequiredHidden  FaultCode = "required-hidden"  // must be answered but is never shown
	FaultLimits          FaultCode = "limits"           // limits that contradict each other or the type
	FaultList            FaultCode = "list"             // a code list that is not there
	FaultParent          FaultCode = "parent"           // a parent that is not there or is its own child
	FaultDate            FaultCode = "date"             // not a date
	FaultSubset          FaultCode = "subset"           // allowed by FHIR, but not here
)

// Fault is one reason for which a form or a code list was refused.
type Fault struct {
	File   string
	Path   string // in JSON: item[3].answerOption[0].valueCoding
	Line   int    // from 1; 0 when unknown
	Code   FaultCode
	Name   string // the element, type, extension or value that is at fault
	Detail string // more for the one who repairs it, in English; may be empty
}

// Error names file, place, reason and thing in English.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.place(": "))
	b.WriteString(faultTexts[f.Code].en)
	if f.Name != "" {
		fmt.Fprintf(&b, " %q", f.Name)
	}
	if f.Detail != "" {
		fmt.Fprintf(&b, " (%s)", f.Detail)
	}
	return b.String()
}

// Ja names file, place, reason and thing in Japanese.
func (f Fault) Ja() string {
	text := faultTexts[f.Code].ja
	if f.Name != "" {
		text += "：" + f.Name
	}
	return f.place(" ") + text
}

func (f Fault) place(end string) string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Path != "" {
		if b.Len() > 0 {
			b.WriteString(" ")
		}
		b.WriteString(f.Path)
	}
	if b.Len() > 0 {
		b.WriteString(end)
	}
	return b.String()
}

var faultTexts = map[FaultCode]struct{ ja, en string }{
	FaultFile:            {"読み込めないファイルです", "cannot use file"},
	FaultSyntax:          {"書き方が正しくありません", "malformed text"},
	FaultDuplicateKey:    {"同じ要素が二つあります", "element given twice"},
	FaultElement:         {"使えない要素です", "unsupported element"},
	FaultExtension:       {"使えない拡張です", "unsupported extension"},
	FaultType:            {"使えない項目の型です", "unsupported item type"},
	FaultOperator:        {"使えない比較です", "unsupported operator"},
	FaultValue:           {"使えない値です", "unsupported value"},
	FaultShape:           {"値の形がちがいます", "wrong shape of value"},
	FaultMissing:         {"必要な要素がありません", "missing element"},
	FaultDuplicateLinkID: {"同じ linkId の項目が二つあります", "duplicate linkId"},
	FaultDuplicateCode:   {"同じコードが二つあります", "duplicate code"},
	FaultReference:       {"指している項目がありません", "no such item"},
	FaultLoop:            {"表示の条件がひとまわりしています", "condition depends on itself"},
	FaultRequiredHidden:  {"必須なのに画面に出ない項目です", "required item is never shown"},
	FaultLimits:          {"上限と下限の指定が正しくありません", "wrong limits"},
	FaultList:            {"コード表がありません", "no such code list"},
	FaultParent:          {"親のコードが正しくありません", "wrong parent code"},
	FaultDate:            {"日付が正しくありません", "malformed date"},
	FaultSubset:          {"この様式では使えない書き方です", "not in the subset"},
}

// Refused is the error of a form or code list that was not loaded: all its
// faults, in the order of the text.
type Refused struct {
	Faults []Fault
}

// Error gives the first fault and how many more there are.
func (r *Refused) Error() string {
	switch len(r.Faults) {
	case 0:
		return "load form: refused"
	case 1:
		return "load form: " + r.Faults[0].Error()
	}
	return fmt.Sprintf("load form: %s; and %d more", r.Faults[0].Error(), len(r.Faults)-1)
}

// Ja gives the first fault in Japanese and how many more there are.
func (r *Refused) Ja() string {
	switch len(r.Faults) {
	case 0:
		return "様式を読み込めません。"
	case 1:
		return "様式を読み込めません。" + r.Faults[0].Ja()
	}
	return fmt.Sprintf("様式を読み込めません。%s（ほかに%d件）", r.Faults[0].Ja(), len(r.Faults)-1)
}

// Unwrap gives the faults as errors.
func (r *Refused) Unwrap() []error {
	errs := make([]error, len(r.Faults))
	for i, f := range r.Faults {
		errs[i] = f
	}
	return errs
}
