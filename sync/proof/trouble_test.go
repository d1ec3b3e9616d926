package proof_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yorisoi/assets"
	"yorisoi/store/form"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/client"
)

// TestFormWithAnError puts a broken form and a broken list among good ones:
// file, place and reason are told, and the forms that are built in still load.
func TestFormWithAnError(t *testing.T) {
	for _, tc := range []struct {
		name, file, from, to string
		path                 string
		code                 form.FaultCode
	}{
		{"NotJSON", "note.json", `"linkId"`, `linkId`, "", form.FaultSyntax},
		{"UnknownElement", "note.json", `"resourceType"`, `"subjectType": ["Patient"], "colour": "red", "resourceType"`, "colour", form.FaultElement},
		{"UnknownList", "note.json", `contact_method`, `contact_methot`, "item", form.FaultList},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.CopyFS(dir, assets.Forms))
			path := filepath.Join(dir, tc.file)
			b, err := os.ReadFile(path)
			must(t, err)
			spoilt := strings.Replace(string(b), tc.from, tc.to, 1)
			if spoilt == string(b) {
				t.Fatalf("%s has no %s", tc.file, tc.from)
			}
			must(t, os.WriteFile(path, []byte(spoilt), 0o600))
			_, err = form.LoadLibrary(os.DirFS(dir), assets.Codes)
			var refused *form.Refused
			if !errors.As(err, &refused) || len(refused.Faults) == 0 {
				t.Fatalf("got %v", err)
			}
			for _, f := range refused.Faults {
				if f.File == tc.file && f.Code == tc.code && strings.Contains(f.Path, tc.path) {
					if f.Ja() == f.Error() || !strings.Contains(f.Ja(), tc.file) {
						t.Errorf("in Japanese: %s", f.Ja())
					}
					return
				}
			}
			t.Errorf("got %v, want %s in %s at %s", err, tc.code, tc.file, tc.path)
		})
	}
	if _, err := form.LoadLibrary(assets.Forms, assets.Codes); err != nil {
		t.Error(err)
	}
}

// TestClockTwoYearsOff has a laptop in another year on either side: its person
// is told, its work arrives, what it wrote ahead is marked, and nobody's clock
// is dragged along.
func TestClockTwoYearsOff(t *testing.T) {
	for name, skew := range map[string]time.Duration{"Ahead": 2 * 365 * 24 * time.Hour, "Behind": -2 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			p := newPair(t)
			must(t, p.laptop.Lock())
			p.laptop.skew = skew
			must(t, p.laptop.Open(t.Context(), p.nurse, password))
			must(t, p.laptop.online(t.Context()))
			p.laptop.waitPhase(t, client.PhaseSynced)
			status := p.laptop.Engine.Status()
			if !status.ClockOff() || (status.ClockOffset-skew).Abs() > time.Minute {
				t.Errorf("status: got an offset of %v, want about %v", status.ClockOffset, skew)
			}
			if p.office.Engine.Status().ClockOff() {
				t.Error("the office is told that its own clock is wrong")
			}
			p.call(t, p.laptop, "042-555-1111")
			p.office.waitText(t, p.family, "phone", "042-555-1111")
			p.call(t, p.office, "042-555-2222")
			p.laptop.waitText(t, p.family, "phone", "042-555-2222")
			history, err := p.office.Store.History(t.Context(), p.family)
			must(t, err)
			for _, v := range history {
				wrong := v.Station == p.laptop.Store.Station()
				if off := time.Until(v.At).Abs() > time.Hour; off != wrong {
					t.Errorf("%v was written at %v", v.Set, v.At)
				}
				if v.Ahead != (wrong && skew > 0) {
					t.Errorf("%v at %v: marked %v", v.Set, v.At, v.Ahead)
				}
			}
			if len(history) != 3 {
				t.Errorf("history: got %d versions, want 3", len(history))
			}
		})
	}
}

// TestAnotherCenter puts another center at the address while there is unsent
// work: it gets nothing, the person is told, and the work goes out when the
// right one is back.
func TestAnotherCenter(t *testing.T) {
	p := newPair(t)
	address := p.center.Address()
	p.center.Stop()
	impostor := center.Config{Dir: filepath.Join(t.TempDir(), "center")}
	must(t, center.Init(t.Context(), impostor, address))
	served := centertest.Serve(t, impostor, centertest.Listen(t, address))
	p.call(t, p.laptop, "042-555-1111")
	p.laptop.Engine.Wake()
	p.laptop.waitPhase(t, client.PhaseWrongCenter)
	if s := p.laptop.Engine.Status(); !errors.Is(s.Err, client.ErrWrongCenter) || s.Unsent != 1 || s.NextTry.IsZero() {
		t.Errorf("status: got %+v", s)
	}
	if s, err := served.Status(t.Context()); err != nil || s.Changes != 0 {
		t.Errorf("the other center got %d changes, %v", s.Changes, err)
	}
	served.Stop()
	centertest.Serve(t, center.Config{Dir: p.center.Dir}, centertest.Listen(t, address))
	p.laptop.Engine.Wake()
	p.office.Engine.Wake()
	p.office.waitText(t, p.family, "phone", "042-555-1111")
}
