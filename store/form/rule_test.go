package form_test

import (
	"reflect"
	"strings"
	"testing"

	"yorisoi/store/form"
)

const own = form.OwnExtension

// scoredForm has two scored items, a total that adds up expression, and rules.
func scoredForm(expression, rules string) string {
	options := `"answerOption":[` +
		`{"valueCoding":{"code":"0"},"extension":[{"url":"` + fhir + `itemWeight","valueDecimal":0}]},` +
		`{"valueCoding":{"code":"9"},"extension":[{"url":"` + fhir + `itemWeight","valueDecimal":3}]}]`
	return `{"resourceType":"Questionnaire","status":"draft","extension":[` + rules + `],"item":[` +
		`{"linkId":"a","type":"coding",` + options + `},` +
		`{"linkId":"b","type":"coding",` + options + `},` +
		`{"linkId":"n","type":"integer"},` +
		`{"linkId":"t","type":"integer","readOnly":true,` +
		ext("http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
			`"valueExpression":{"language":"text/fhirpath","expression":"`+expression+`"}`) + `}]}`
}

const sumOfAB = "%resource.descendants().where(linkId in ('a' | 'b')).answer.value.weight().sum()"

func ruleText(id, question, operator, answer string) string {
	return `{"url":"` + own + `rule","extension":[{"url":"id","valueCode":"` + id + `"},` +
		`{"url":"severity","valueCode":"red"},{"url":"text","valueString":"w"},` +
		`{"url":"when","extension":[{"url":"question","valueString":"` + question + `"},` +
		`{"url":"operator","valueCode":"` + operator + `"},{"url":"answer",` + answer + `}]}]}`
}

func TestParseRefusesSums(t *testing.T) {
	path := "item[3].extension[0].valueExpression.expression"
	sum := func(list, end string) string {
		return "%resource.descendants().where(linkId in (" + list + ")).answer.value" + end
	}
	tests := []struct {
		name, expression string
		code             form.FaultCode
		path, what       string
	}{
		{"OtherExpression", "%resource.item.count()", form.FaultSubset, path, "expression"},
		{"OtherEnd", sum("'a'", ".max()"), form.FaultSubset, path, "expression"},
		{"NoQuotes", sum("a | b", ".weight().sum()"), form.FaultSubset, path, "expression"},
		{"Twice", sum("'a' | 'a'", ".weight().sum()"), form.FaultSubset, path, "expression"},
		{"UnknownItem", sum("'a' | 'z'", ".weight().sum()"), form.FaultReference, path, "z"},
		{"WithoutScores", sum("'a' | 'n'", ".weight().sum()"), form.FaultSubset, path, "n"},
		{"NotANumber", sum("'a'", ".sum()"), form.FaultSubset, path, "a"},
		{"Itself", sum("'t'", ".sum()"), form.FaultLoop, path, "t"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := form.Parse("bad.json", []byte(scoredForm(tt.expression, ruleText("r", "a", ">=", `"valueInteger":1`))), nil)
			wantFault(t, err, tt.code, tt.path, tt.what)
		})
	}
}

func TestParseRefusesRules(t *testing.T) {
	good := ruleText("r", "a", ">=", `"valueInteger":1`)
	when := "extension[0].extension[3]"
	tests := []struct {
		name, rules string
		code        form.FaultCode
		path, what  string
	}{
		{"UnknownItem", ruleText("r", "z", "=", `"valueInteger":1`), form.FaultReference, when + ".extension[0]", "z"},
		{"UnknownOperator", ruleText("r", "a", "~", `"valueInteger":1`), form.FaultOperator, when + ".extension[1].valueCode", "~"},
		{"UnknownCode", ruleText("r", "a", "=", `"valueCode":"7"`), form.FaultValue, when + ".extension[2]", "7"},
		{"AnswerOfOtherType", ruleText("r", "n", "=", `"valueCode":"7"`), form.FaultSubset, when + ".extension[2]", "valueCode"},
		{"UnknownSeverity", strings.Replace(good, `"red"`, `"pink"`, 1), form.FaultValue, "extension[0].extension[1]", "pink"},
		{"UnknownPart", strings.Replace(good, `"url":"text"`, `"url":"sound"`, 1), form.FaultExtension, "extension[0].extension[2]", "sound"},
		{"Twice", good + "," + good, form.FaultDuplicateCode, "extension[1]", "r"},
		{"Half", `{"url":"` + own + `rule","extension":[{"url":"id","valueCode":"r"}]}`, form.FaultMissing, "extension[0]", "id, severity, text and when"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := form.Parse("bad.json", []byte(scoredForm(sumOfAB, tt.rules)), nil)
			wantFault(t, err, tt.code, tt.path, tt.what)
		})
	}
}

// TestScoreIsNotCode keeps apart what a choice is called and what it weighs.
func TestScoreIsNotCode(t *testing.T) {
	f, err := form.Parse("good.json", []byte(scoredForm(sumOfAB, ruleText("r", "a", ">=", `"valueInteger":4`))), nil)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{"a": "9", "b": "9"}
	if got, want := f.Compute(fields), (map[string]any{"t": int64(6)}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := f.Findings(fields); len(got) != 0 {
		t.Errorf("got %v, want none: the score is 3", got)
	}
}
