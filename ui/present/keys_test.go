package present_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yorisoi/ui/present"
)

// builtKeys are beginnings of keys that are put together from a code, so that
// they stand nowhere as a whole.
var builtKeys = []struct{ prefix, why string }{
	{"assess.step", "page.urgencyStep takes the number of the step"},
	{"agenda.", "page.agendaWhy takes why a family waits, a code of casework"},
	{"alike.by_", "store.Alike and store.Twin say by what two are alike"},
	{"approval.done.", "page.Approval.decide takes the action"},
	{"approval.stage.", "page.approvalStands takes the stage of the approval"},
	{"audit.act.", "page.auditWhat takes the act"},
	{"audit.fault.", "page.auditView.faultRow takes the code of the fault"},
	{"audit.group.", "page.auditView.decisionOf takes the name of the group"},
	{"audit.only.", "page.onlyOptions takes what is asked for"},
	{"bundle.outcome_", "page.handOver.traceRow takes how it ended"},
	{"bundle.take_", "page.handOver takes what goes into a file"},
	{"commission.to_", "page.moveButtons takes the next stage"},
	{"count.", "present.Count takes the unit"},
	{"deadline.", "page.deadlineWord takes the id of the deadline and its part"},
	{"documents.new_", "page.Case.documents takes the kind of the paper"},
	{"era.", "by the letter of the era"},
	{"error.", "present.ProblemOf takes the code of the error"},
	{"form.problem.", "form.Problem.Key takes the code of the problem"},
	{"glass.by_", "page.Glass.askWhom takes by what an envelope was found"},
	{"glass.is_", "page.envelopeConcerns takes what a concern is of"},
	{"glass.not_", "page.Glass.askWhy takes whether anybody may"},
	{"grade.", "by casework.SchoolBand"},
	{"growth.survey.", "by the survey's code in the growth table"},
	{"hardness.", "page.Settings.ruleRow takes the hardness of the rule"},
	{"holdbox.center_", "page.centerWhy takes the code with which the center refused"},
	{"holdbox.next_", "page.heldWords takes the reason of the quarantine"},
	{"holdbox.why_", "page.heldWords takes the reason of the quarantine"},
	{"input.", "by casework.ParseCode and present.NumberError"},
	{"intake.short_", "page.inShort takes the code of a choice"},
	{"kind.", "page.KindWord takes the kind of a record"},
	{"likeness.", "by casework.Reason"},
	{"lost.kind_", "page.Settings.lostFacts takes the type of the station"},
	{"meeting.hint_", "page.judging takes the side of a judgement"},
	{"meeting.side_", "page.judging takes the side of a judgement"},
	{"month.", "by the number of the month"},
	{"policy.", "page.Settings.policyRow takes the name of the policy"},
	{"registry.col.", "by the column of the registry"},
	{"registry.note.", "by the id of the deadline"},
	{"registry.plan.", "by the stage of the plan"},
	{"report.step_", "page.Report.stepsCard takes the id of the step"},
	{"role_may.", "page.Settings.roleField takes the role of the directory"},
	{"role.", "by the role of the directory"},
	{"rotation.find_", "page.rotationView.findings takes the code of what a dry run found"},
	{"service.to_", "page.moveButtons takes the next stage"},
	{"sex.", "by the code of the sex"},
	{"today.due_", "by the id of the deadline"},
	{"weekday.", "by the number of the day"},
}

// source is what the program's Go files say about keys.
type source struct {
	asked    map[string]string // key of a literal T("key") → where it stands
	literals map[string]bool   // every string literal
}

func readSource(t *testing.T, roots ...string) source {
	t.Helper()
	s := source{asked: map[string]string{}, literals: map[string]bool{}}
	files := token.NewFileSet()
	for _, root := range roots {
		if _, err := os.Stat(root); err != nil {
			continue
		}
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err == nil {
				s.read(files, file)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s source) read(files *token.FileSet, file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.literals[text] = true
			}
		case *ast.CallExpr:
			if !isT(n.Fun, file.Name.Name) || len(n.Args) == 0 {
				break
			}
			if key, ok := literal(n.Args[0]); ok {
				s.asked[key] = files.Position(n.Pos()).String()
			}
		}
		return true
	})
}

// isT reports whether a call is present.T, or T within the package itself.
func isT(fun ast.Expr, pkg string) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		return pkg == "present" && fun.Name == "T"
	case *ast.SelectorExpr:
		x, ok := fun.X.(*ast.Ident)
		return ok && x.Name == "present" && fun.Sel.Name == "T"
	}
	return false
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// allKeys returns the keys of every file of translations.
func allKeys(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(i18nDir, "ja", "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("find translations: %v %v", names, err)
	}
	var keys []string
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key := range texts {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func TestEveryTranslationLoads(t *testing.T) {
	t.Cleanup(func() {
		if err := present.Load(ownWords()); err != nil {
			t.Fatal(err)
		}
	})
	if err := present.Load(os.DirFS(i18nDir)); err != nil {
		t.Error(err)
	}
}

func TestEveryKeyAskedForExists(t *testing.T) {
	keys := allKeys(t)
	src := readSource(t, "../../ui", "../../cmd")
	if src.asked["button.back"] == "" && len(src.asked) < 20 {
		t.Fatalf("found only %d calls of T: the search itself is broken", len(src.asked))
	}
	for key, where := range src.asked {
		if _, found := slices.BinarySearch(keys, key); !found {
			t.Errorf("%s: key %s does not exist", where, key)
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	src := readSource(t, "../../ui", "../../cmd")
	used := map[string]bool{}
	for _, key := range allKeys(t) {
		built := slices.IndexFunc(builtKeys, func(b struct{ prefix, why string }) bool { return strings.HasPrefix(key, b.prefix) })
		if built >= 0 {
			used[builtKeys[built].prefix] = true
		} else if !src.literals[key] {
			t.Errorf("key %s is used nowhere", key)
		}
	}
	for _, b := range builtKeys {
		if !used[b.prefix] {
			t.Errorf("no key begins with %s (%s)", b.prefix, b.why)
		}
	}
}
