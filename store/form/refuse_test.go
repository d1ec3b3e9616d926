package form_test

import (
	"errors"
	"strings"
	"testing"

	"yorisoi/store/form"
)

// one gives a form with the items.
func one(items string) string {
	return `{"resourceType":"Questionnaire","status":"draft","item":[` + items + `]}`
}

// with gives an item of a type with more elements.
func with(typ, more string) string {
	return `{"linkId":"a","type":"` + typ + `",` + more + `}`
}

func ext(url, value string) string {
	return `"extension":[{"url":"` + url + `",` + value + `}]`
}

const fhir = "http://hl7.org/fhir/StructureDefinition/"

func TestParseRefuses(t *testing.T) {
	a := `{"linkId":"a","type":"string"}`
	yes := `"answerOption":[{"valueCoding":{"code":"yes"}},{"valueCoding":{"code":"no"}}]`
	tests := []struct {
		name string
		json string
		code form.FaultCode
		path string
		what string
	}{
		{"Empty", ``, form.FaultSyntax, "", ""},
		{"NotJSON", `{"resourceType":"Questionnaire"`, form.FaultSyntax, "", ""},
		{"TextAfterTheEnd", one(a) + "x", form.FaultSyntax, "", ""},
		{"NotUTF8", "{\"resourceType\":\"\xff\"}", form.FaultSyntax, "", ""},
		{"TooDeep", strings.Repeat("[", 200) + strings.Repeat("]", 200), form.FaultSyntax, strings.Repeat("[0]", 65), ""},
		{"NotAnObject", `[]`, form.FaultShape, "", "Questionnaire"},
		{"OtherResource", `{"resourceType":"Patient"}`, form.FaultValue, "", "Patient"},
		{"NoStatus", `{"resourceType":"Questionnaire","item":[` + a + `]}`, form.FaultMissing, "", "status"},
		{"WrongStatus", `{"resourceType":"Questionnaire","status":"old","item":[` + a + `]}`, form.FaultValue, "status", "old"},
		{"NoItems", `{"resourceType":"Questionnaire","status":"draft"}`, form.FaultMissing, "", "item"},
		{"UnknownRootElement", `{"resourceType":"Questionnaire","status":"draft","derivedFrom":["x"],"item":[` + a + `]}`, form.FaultElement, "derivedFrom", "derivedFrom"},
		{"ModifierExtension", `{"resourceType":"Questionnaire","status":"draft","modifierExtension":[{"url":"x"}],"item":[` + a + `]}`, form.FaultElement, "modifierExtension", "modifierExtension"},
		{"UnknownRootExtension", `{"resourceType":"Questionnaire","status":"draft",` + ext("urn:x", `"valueCode":"y"`) + `,"item":[` + a + `]}`, form.FaultExtension, "extension[0]", "urn:x"},
		{"MalformedDate", `{"resourceType":"Questionnaire","status":"draft","date":"2026-02-30","item":[` + a + `]}`, form.FaultDate, "date", "2026-02-30"},
		{"Null", `{"resourceType":"Questionnaire","status":"draft","publisher":null,"item":[` + a + `]}`, form.FaultShape, "publisher", "publisher"},
		{"DuplicateKey", one(`{"linkId":"a","linkId":"b","type":"string"}`), form.FaultDuplicateKey, "item[0].linkId", "linkId"},
		{"ContainedPatient", `{"resourceType":"Questionnaire","status":"draft","contained":[{"resourceType":"Patient"}],"item":[` + a + `]}`, form.FaultValue, "contained[0]", "Patient"},

		{"NoLinkID", one(`{"type":"string"}`), form.FaultMissing, "item[0]", "linkId"},
		{"EmptyText", one(with("string", `"text":" "`)), form.FaultValue, "item[0].text", "text"},
		{"NoType", one(`{"linkId":"a"}`), form.FaultMissing, "item[0]", "type"},
		{"TypeOfR4", one(`{"linkId":"a","type":"choice"}`), form.FaultType, "item[0].type", "choice"},
		{"TypeQuantity", one(`{"linkId":"a","type":"quantity"}`), form.FaultType, "item[0].type", "quantity"},
		{"TypeOfNobody", one(`{"linkId":"a","type":"colour"}`), form.FaultType, "item[0].type", "colour"},
		{"DuplicateLinkID", one(a + "," + a), form.FaultDuplicateLinkID, "item[1]", "a"},
		{"UnknownElement", one(with("string", `"colour":"red"`)), form.FaultElement, "item[0].colour", "colour"},
		{"WrongShape", one(with("string", `"required":"yes"`)), form.FaultShape, "item[0].required", "required"},
		{"UnknownExtension", one(with("string", ext("urn:x", `"valueCode":"y"`))), form.FaultExtension, "item[0].extension[0]", "urn:x"},
		{"ExtensionTwice", one(with("integer", `"extension":[{"url":"`+fhir+`minValue","valueInteger":1},{"url":"`+fhir+`minValue","valueInteger":2}]`)), form.FaultDuplicateKey, "item[0].extension[1]", fhir + "minValue"},
		{"ExtensionOfOtherType", one(with("string", ext(fhir+"minValue", `"valueInteger":1`))), form.FaultExtension, "item[0].extension[0]", fhir + "minValue"},
		{"ExtensionWithMore", one(with("integer", ext(fhir+"minValue", `"valueInteger":1,"id":"x"`))), form.FaultElement, "item[0].extension[0].id", "id"},
		{"RepeatingGroup", one(`{"linkId":"a","type":"group","repeats":true,"item":[{"linkId":"b","type":"string"}]}`), form.FaultSubset, "item[0].repeats", "repeats"},
		{"EmptyGroup", one(`{"linkId":"a","type":"group"}`), form.FaultMissing, "item[0]", "item"},
		{"RequiredDisplay", one(with("display", `"required":true`)), form.FaultSubset, "item[0].required", "required"},
		{"DisplayWithItems", one(with("display", `"item":[{"linkId":"b","type":"string"}]`)), form.FaultSubset, "item[0].item", "item"},
		{"RepeatingDate", one(with("date", `"repeats":true`)), form.FaultSubset, "item[0].repeats", "repeats"},
		{"MaxLengthOfInteger", one(with("integer", `"maxLength":3`)), form.FaultSubset, "item[0].maxLength", "maxLength"},
		{"MaxLengthZero", one(with("string", `"maxLength":0`)), form.FaultLimits, "item[0].maxLength", "maxLength"},
		{"MaxLengthWithPoint", one(with("string", `"maxLength":3.5`)), form.FaultValue, "item[0].maxLength", "3.5"},
		{"OpenChoice", one(with("coding", yes+`,"answerConstraint":"optionsOrString"`)), form.FaultValue, "item[0].answerConstraint", "optionsOrString"},
		{"UnknownControl", one(with("string", ext(fhir+"questionnaire-itemControl", `"valueCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/questionnaire-item-control","code":"slider"}]}`))), form.FaultValue, "item[0].extension[0].valueCodeableConcept.coding[0].code", "slider"},
		{"TranslationIntoFrench", one(with("string", `"text":"x","_text":{"extension":[{"url":"`+fhir+`translation","extension":[{"url":"lang","valueCode":"fr"},{"url":"content","valueString":"y"}]}]}`)), form.FaultValue, "item[0]._text.extension[0]", "fr"},
		{"TranslationOfNothing", one(with("string", `"_text":{"extension":[{"url":"`+fhir+`translation","extension":[{"url":"lang","valueCode":"en"},{"url":"content","valueString":"y"}]}]}`)), form.FaultMissing, "item[0]._text", "text"},

		{"CodingWithoutChoices", one(`{"linkId":"a","type":"coding"}`), form.FaultMissing, "item[0]", "answerOption"},
		{"ChoiceTwice", one(with("coding", `"answerOption":[{"valueCoding":{"code":"x"}},{"valueCoding":{"code":"x"}}]`)), form.FaultDuplicateCode, "item[0].answerOption[1]", "x"},
		{"ChoiceOfOtherType", one(with("coding", `"answerOption":[{"valueString":"x"}]`)), form.FaultSubset, "item[0].answerOption[0]", "valueString"},
		{"ChoiceWithMore", one(with("coding", `"answerOption":[{"valueCoding":{"code":"x","userSelected":true}}]`)), form.FaultElement, "item[0].answerOption[0].valueCoding.userSelected", "userSelected"},
		{"ChoiceChosen", one(with("coding", `"answerOption":[{"valueCoding":{"code":"x"},"initialSelected":true}]`)), form.FaultElement, "item[0].answerOption[0].initialSelected", "initialSelected"},
		{"HalfScore", one(with("coding", `"answerOption":[{"valueCoding":{"code":"x"},"extension":[{"url":"`+fhir+`itemWeight","valueDecimal":0.5}]}]`)), form.FaultValue, "item[0].answerOption[0].extension[0]", "0.5"},
		{"NegativeScore", one(with("coding", `"answerOption":[{"valueCoding":{"code":"x"},"extension":[{"url":"`+fhir+`ordinalValue","valueDecimal":-1}]}]`)), form.FaultValue, "item[0].answerOption[0].extension[0]", "-1"},
		{"UnknownList", one(with("coding", `"answerValueSet":"#nothing"`)), form.FaultList, "item[0].answerValueSet", "#nothing"},
		{"ListOfText", one(with("string", `"answerValueSet":"#sex"`)), form.FaultSubset, "item[0].answerValueSet", "answerValueSet"},
		{"ListAndChoices", one(with("coding", yes+`,"answerValueSet":"#sex"`)), form.FaultSubset, "item[0]", "answerValueSet"},

		{"MinimumAboveMaximum", one(with("integer", `"extension":[{"url":"`+fhir+`minValue","valueInteger":5},{"url":"`+fhir+`maxValue","valueInteger":4}]`)), form.FaultLimits, "item[0]", "a"},
		{"MinimumAfterMaximum", one(with("date", `"extension":[{"url":"`+fhir+`minValue","valueDate":"2026-02-01"},{"url":"`+fhir+`maxValue","valueDate":"2026-01-31"}]`)), form.FaultLimits, "item[0]", "a"},
		{"LimitOfOtherType", one(with("integer", ext(fhir+"minValue", `"valueDecimal":1.5`))), form.FaultLimits, "item[0].extension[0]", "valueDecimal"},
		{"LimitNotADate", one(with("date", ext(fhir+"minValue", `"valueDate":"2026-13-01"`))), form.FaultDate, "item[0].extension[0].valueDate", "2026-13-01"},
		{"TooManyDecimals", one(with("decimal", ext(fhir+"maxDecimalPlaces", `"valueInteger":12`))), form.FaultLimits, "item[0].extension[0]", "maxDecimalPlaces"},
		{"InitialPassesLimit", one(with("integer", ext(fhir+"maxValue", `"valueInteger":4`)+`,"initial":[{"valueInteger":5}]`)), form.FaultLimits, "item[0].initial", "a"},
		{"InitialOfOtherType", one(with("integer", `"initial":[{"valueString":"5"}]`)), form.FaultSubset, "item[0].initial[0]", "valueString"},
		{"InitialNotADate", one(with("date", `"initial":[{"valueDate":"22.11.2026"}]`)), form.FaultDate, "item[0].initial[0].valueDate", "22.11.2026"},
		{"InitialNotAChoice", one(with("coding", yes+`,"initial":[{"valueCoding":{"code":"maybe"}}]`)), form.FaultValue, "item[0].initial[0].valueCoding", "maybe"},
		{"InitialOfOtherSystem", one(with("coding", yes+`,"initial":[{"valueCoding":{"system":"urn:x","code":"yes"}}]`)), form.FaultValue, "item[0].initial[0].valueCoding", "urn:x"},
		{"AnswerOfOtherSystem", one(`{"linkId":"b","type":"coding","answerValueSet":"#sex"},` + with("string", `"enableWhen":[{"question":"b","operator":"=","answerCoding":{"system":"urn:x","code":"M"}}]`)), form.FaultValue, "item[1].enableWhen[0].answerCoding", "urn:x"},
		{"TwoInitials", one(with("coding", yes+`,"initial":[{"valueCoding":{"code":"yes"}},{"valueCoding":{"code":"no"}}]`)), form.FaultSubset, "item[0].initial", "initial"},
		{"NumberWithExponent", one(with("decimal", `"initial":[{"valueDecimal":1e3}]`)), form.FaultValue, "item[0].initial[0].valueDecimal", "1e3"},

		{"ConditionOnNothing", one(with("string", `"enableWhen":[{"question":"z","operator":"exists","answerBoolean":true}]`)), form.FaultReference, "item[0].enableWhen[0].question", "z"},
		{"ConditionOnDisplay", one(`{"linkId":"d","type":"display"},` + with("string", `"enableWhen":[{"question":"d","operator":"exists","answerBoolean":true}]`)), form.FaultReference, "item[1].enableWhen[0]", "d"},
		{"UnknownOperator", one(`{"linkId":"b","type":"integer"},` + with("string", `"enableWhen":[{"question":"b","operator":"~","answerInteger":1}]`)), form.FaultOperator, "item[1].enableWhen[0].operator", "~"},
		{"OrderOfText", one(`{"linkId":"b","type":"string"},` + with("string", `"enableWhen":[{"question":"b","operator":">","answerString":"x"}]`)), form.FaultOperator, "item[1].enableWhen[0].operator", ">"},
		{"AnswerOfOtherType", one(`{"linkId":"b","type":"integer"},` + with("string", `"enableWhen":[{"question":"b","operator":"=","answerString":"x"}]`)), form.FaultSubset, "item[1].enableWhen[0]", "answerString"},
		{"AnswerNotAChoice", one(`{"linkId":"b","type":"coding",` + yes + `},` + with("string", `"enableWhen":[{"question":"b","operator":"=","answerCoding":{"code":"x"}}]`)), form.FaultValue, "item[1].enableWhen[0].answerCoding", "x"},
		{"NoBehavior", one(`{"linkId":"b","type":"integer"},` + with("string", `"enableWhen":[{"question":"b","operator":"=","answerInteger":1},{"question":"b","operator":"=","answerInteger":2}]`)), form.FaultMissing, "item[1]", "enableBehavior"},
		{"UnknownBehavior", one(`{"linkId":"b","type":"integer"},` + with("string", `"enableBehavior":"some","enableWhen":[{"question":"b","operator":"=","answerInteger":1}]`)), form.FaultValue, "item[1].enableBehavior", "some"},
		{"OwnCondition", one(with("string", `"enableWhen":[{"question":"a","operator":"exists","answerBoolean":true}]`)), form.FaultLoop, "item[0]", "a"},
		{"ConditionsInALoop", one(with("string", `"enableWhen":[{"question":"b","operator":"exists","answerBoolean":true}]`) + `,{"linkId":"b","type":"string","enableWhen":[{"question":"a","operator":"exists","answerBoolean":true}]}`), form.FaultLoop, "item[0]", "a"},
		{"GroupWaitsForItsOwnQuestion", one(`{"linkId":"g","type":"group","enableWhen":[{"question":"q","operator":"exists","answerBoolean":true}],"item":[{"linkId":"q","type":"string"}]}`), form.FaultLoop, "item[0]", "g"},
		{"RequiredHidden", one(with("string", `"required":true,`+ext(fhir+"questionnaire-hidden", `"valueBoolean":true`))), form.FaultRequiredHidden, "item[0]", "a"},
		{"RequiredInHiddenGroup", one(`{"linkId":"g","type":"group",` + ext(fhir+"questionnaire-hidden", `"valueBoolean":true`) + `,"item":[{"linkId":"q","type":"string","required":true}]}`), form.FaultRequiredHidden, "item[0].item[0]", "q"},
		{"RequiredReadOnly", one(with("string", `"required":true,"readOnly":true`)), form.FaultRequiredHidden, "item[0]", "a"},
	}
	lists := builtIn(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := form.Parse("bad.json", []byte(tt.json), lists)
			if f != nil {
				t.Error("got a form")
			}
			wantFault(t, err, tt.code, tt.path, tt.what)
			var r *form.Refused
			if errors.As(err, &r) && (r.Faults[0].File != "bad.json" || !strings.Contains(r.Ja(), "bad.json")) {
				t.Errorf("got %q, want the file named", r.Ja())
			}
		})
	}
}

// TestFaultTexts holds every code to words in both languages.
func TestFaultTexts(t *testing.T) {
	for _, code := range form.FaultCodes() {
		f := form.Fault{File: "visit.json", Path: "item[3]", Line: 7, Code: code, Name: "choice"}
		if got, bare := f.Ja(), "visit.json:7 item[3] ：choice"; got == bare || !strings.Contains(got, "item[3] ") {
			t.Errorf("%s: got %q, want words", code, got)
		}
		if got, bare := f.Error(), `visit.json:7 item[3]:  "choice"`; got == bare {
			t.Errorf("%s: got %q, want words", code, got)
		}
	}
}
