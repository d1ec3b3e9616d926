package checks_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pkg is what go list says of a package.
type pkg struct {
	ImportPath string
	Dir        string
	Doc        string
	Imports    []string
	GoFiles    []string
}

const module = "yorisoi/"

func listPackages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Doc,Imports,GoFiles", "-tags", "migrated_fynedo", "./...")
	cmd.Dir = top(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		all = append(all, p)
	}
}

func top(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("find module: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// rooms lists what a package of the project may import of the project. A
// name that ends in /... means the package and all below it. The first room
// that fits counts.
var rooms = []struct {
	room string
	may  []string
	why  string
}{
	{"cmd/checks", nil, "it only reads source"},
	{"cmd/yorisoi-center", []string{"sync/center/...", "store/ledger", "store/trust"}, "the center must be unable to read a case"},
	{"cmd/yorisoi", []string{"ui/...", "store/...", "sync/...", "assets"}, "it wires everything, the embedded center of the made-up city too"},
	{"ui/page", []string{"ui/widget", "ui/present", "ui/async", "ui/theme", "ui/files", "ui/paper", "store/...", "sync/client", "sync/client/bundle", "sync/wire", "assets"}, "a page connects widgets to actions"},
	{"ui/widget", []string{"ui/theme", "ui/present", "store/form"}, "widgets draw and call back"},
	{"ui/paper", []string{"store/...", "ui/present", "assets"}, "a print-out needs no screen"},
	{"ui/present", []string{"store/casework"}, "formatting is pure"},
	{"ui/async", []string{"assets"}, "it knows threads, nothing else"},
	{"ui/files", nil, "it knows folders, nothing else"},
	{"ui/theme", []string{"assets"}, "it knows colours, nothing else"},
	{"ui/ime", []string{"assets"}, "it knows the caret, nothing else"},
	{"ui/tour", []string{"ui/...", "store/...", "sync/...", "assets"}, "it drives the whole program"},
	{"ui", []string{"ui/...", "store/...", "sync/client", "sync/wire", "assets"}, "the shell never speaks to a center by itself"},
	{"sync/wire/...", []string{"sync/wire/...", "store/ledger", "store/trust"}, "both ends share it"},
	{"sync/client/bundle", []string{"store/...", "sync/wire"}, "a file needs no engine and no network"},
	{"sync/client", []string{"store/...", "sync/wire"}, "the engine has no screen"},
	{"sync/center/...", []string{"sync/center/...", "sync/wire", "store/ledger", "store/trust"}, "the center must be unable to read a case"},
	{"sync/sim", []string{"store/...", "sync/...", "assets"}, "it simulates the whole"},
	{"sync/proof/...", []string{"store/...", "sync/...", "assets"}, "it proves the whole"},
	{"sync/load", []string{"store/...", "sync/...", "assets"}, "it proves the whole at load"},
	{"store/sealed", nil, "a file format stands alone"},
	{"store/protect", []string{"store/sealed"}, "it speaks to the operating system, and knows what damage is called"},
	{"store/trust", nil, "pure"},
	{"store/ledger", []string{"store/trust"}, "pure"},
	{"store/form", nil, "pure"},
	{"store/picture", nil, "pure"},
	{"store/casework", nil, "pure"},
	{"store/demo", []string{"store", "store/...", "assets"}, "it writes through the store"},
	{"store", []string{"store/...", "assets"}, "the store has no network and no screen"},
	{"assets/...", nil, "data"},
}

func fits(pattern, path string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == below || strings.HasPrefix(path, below+"/")
	}
	return pattern == path
}

func TestImports(t *testing.T) {
	for _, p := range listPackages(t) {
		room := -1
		for i, r := range rooms {
			if fits(r.room, p.ImportPath) {
				room = i
				break
			}
		}
		if room < 0 {
			t.Errorf("%s is a room that the architecture does not have", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			imported, ours := strings.CutPrefix(path, module)
			if ours && !allowed(rooms[room].may, imported) {
				t.Errorf("%s imports %s, but %s", p.ImportPath, imported, rooms[room].why)
			}
		}
	}
}

func allowed(may []string, path string) bool {
	for _, m := range may {
		if fits(m, path) {
			return true
		}
	}
	return false
}

// foreign lists packages from outside that only one room may use.
var foreign = []struct {
	prefix string
	only   []string
	why    string
}{
	{"fyne.io/fyne", []string{"ui/...", "cmd/yorisoi"}, "what is below the screen runs without one"},
	{"modernc.org/", []string{"store/sealed", "store", "sync/center/sqlitelog"}, "SQL lives in the stores"},
	{"github.com/jackc/pgx", []string{"sync/center/pglog/..."}, "PostgreSQL is one of the two places for a center's log, and known nowhere else"},
	{"github.com/prometheus/", []string{"sync/center"}, "what the center tells a monitor is said in one place"},
	{"database/sql", []string{"store/sealed", "store", "sync/center/sqlitelog", "sync/center"}, "SQL lives in the stores; the center holds its folder by a lock of SQLite"},
	{"net/http", []string{"sync/...", "cmd/yorisoi-center"}, "only sync speaks to the network"},
}

func TestForeignImports(t *testing.T) {
	for _, p := range listPackages(t) {
		for _, path := range p.Imports {
			for _, f := range foreign {
				if strings.HasPrefix(path, f.prefix) && !allowed(f.only, p.ImportPath) {
					t.Errorf("%s imports %s, but %s", p.ImportPath, path, f.why)
				}
			}
		}
	}
}

func TestPackageComments(t *testing.T) {
	for _, p := range listPackages(t) {
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		if !strings.HasPrefix(p.Doc, "Package ") && !strings.HasPrefix(p.Doc, "Command ") {
			t.Errorf("%s has no package comment that begins with Package or Command", p.ImportPath)
		}
	}
}
