package proof_test

import (
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// sentence is what the nurse types when her laptop loses its power.
const sentence = "夜間の授乳がつらく、眠れない日が続いているとのこと。" +
	"上の子の夜泣きも重なり、ひとりで泣いてしまう晩があると話す。" +
	"夫は先週から出張で、週末のみ帰宅。" +
	"実母は持病があり、手伝いは頼みにくい様子。" +
	"産後ケアの利用を勧め、申請書を渡した。" +
	"体重の増えはよく、皮膚の乾燥があるため保湿の方法を伝えた。" +
	"次回は二週間後、午前に訪問する約束をした。"

// markers are pieces of the case that no file may tell, folded forms of the
// search index included.
var markers = []string{
	"早乙女", "さおとめ", "サオトメ", "saotome", "美津紀", "みつき", "幸之助", "こうのすけ",
	"042-555-7310", "0425557310", "042-555-7311", "0425557311", "042-555-7312", "0425557312",
	"くぬぎ台三丁目", "学校と連絡", "夜間の授乳", "眠れない日", "夜泣き", "産後ケア", "保湿の方法", "父に電話で確かめた",
	"黄疸は引いた", "自分を責める",
}

func TestVisitWithoutNetworkReachesTheOffice(t *testing.T) {
	for name, how := range map[string]syscall.Signal{"Stopped": syscall.SIGTERM, "Killed": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			s := begin(t, how == syscall.SIGTERM)
			s.goOffline(how)
			s.recordVisit()
			s.breakOff()
			s.editBothSides()
			s.comeBack()
			s.settle()
			s.searchFiles()
		})
	}
}

// story is a center, an office station and a laptop station, each a process.
type story struct {
	*testing.T
	center                    *prooftest.Center
	office, laptop            *process
	officeDir, laptopDir      string
	director, nurse           uuid.UUID
	kase, family, mother, kid uuid.UUID
	visit, epds, begun        uuid.UUID
	acknowledged              int // characters typed at the last pause that was reported
}

// begin makes the center, the office with a nurse, a laptop that joins by a
// code from the office, and a family that both know.
func begin(t *testing.T, strong bool) *story {
	dir := t.TempDir()
	s := &story{T: t, officeDir: filepath.Join(dir, "office"), laptopDir: filepath.Join(dir, "laptop")}
	kdf := ""
	if strong {
		kdf = "strong"
	}
	s.center = newCenter(t, filepath.Join(dir, "center"))
	s.office = startStation(t, deed{Dir: s.officeDir, Text: kdf})
	s.office.do(deed{Do: "found", Code: s.center.Invite(), Name: "庁内PC-11", Person: "大沢"})
	s.director = s.office.do(deed{Do: "me"}).ID
	s.office.do(deed{Do: "online"})
	s.nurse = s.office.do(deed{Do: "hire", Person: "中野"}).ID
	agree(t, s.office)

	s.laptop = startStation(t, deed{Dir: s.laptopDir, Text: kdf})
	s.laptop.do(deed{Do: "join", Code: s.office.do(deed{Do: "invite"}).Text, Name: "訪問L-02", Person: "中野"})
	s.laptop.do(deed{Do: "online"})

	s.kase = s.office.do(deed{Do: "case", Fields: map[string]any{"name": "早乙女", "kana": "さおとめ", "phone": "042-555-7310", "class": "mch"}}).ID
	s.family = s.office.do(deed{Do: "family", Case: s.kase}).Record.ID
	s.mother = s.person(map[string]any{"family_name": "早乙女", "given_name": "美津紀", "family_kana": "さおとめ", "given_kana": "みつき", "role": "mother", "birth_date": "1996-04-03"})
	s.kid = s.person(map[string]any{"family_name": "早乙女", "given_name": "幸之助", "family_kana": "さおとめ", "given_kana": "こうのすけ", "role": "child", "sex": "M", "birth_date": "2026-10-30"})
	s.has(s.laptop, s.kid, func(r *store.Record) bool { return r.Text("given_name") == "幸之助" })
	agree(t, s.office, s.laptop)
	return s
}

func (s *story) person(fields map[string]any) uuid.UUID {
	s.Helper()
	return s.office.do(deed{Do: "put", Case: s.kase, Record: store.NewRecordID(), Kind: store.KindPerson, Fields: fields}).Record.ID
}

// has waits until a station shows a record as it should be.
func (s *story) has(p *process, record uuid.UUID, right func(*store.Record) bool) *store.Record {
	s.Helper()
	var got *store.Record
	eventually(s, "a record is there", func() bool {
		got = p.try(deed{Do: "record", Record: record}).Record
		return got != nil && right(got)
	})
	return got
}

func (s *story) goOffline(how syscall.Signal) {
	s.Helper()
	if err := s.center.End(how); how == syscall.SIGTERM && err != nil {
		s.Errorf("the center was asked to stop: %v", err)
	}
	for _, p := range []*process{s.office, s.laptop} {
		eventually(s, "the station says that the center is away", func() bool {
			return p.do(deed{Do: "phase"}).Text == string(client.PhaseOffline)
		})
	}
}

// recordVisit is a newborn visit with its questionnaire, confirmed offline.
func (s *story) recordVisit() {
	s.Helper()
	s.visit, s.epds = store.NewRecordID(), store.NewRecordID()
	fields := map[string]any{
		"visited_on": "2026-11-22", "start_time": "10:34", "visit_type": "newborn", "result": "met",
		"child": s.kid.String(), "mother": s.mother.String(), "weight_g": int64(3410), "child_note": "黄疸は引いた。", "note": "夜間の授乳は三回。",
	}
	s.laptop.do(deed{Do: "draft", Record: s.visit, Case: s.kase, Kind: store.KindVisit, Fields: fields})
	answers := map[string]any{"on": "2026-11-22", "subject": s.mother.String(), "method": "self", "findings": "自分を責めると話す。", "item10": "1"}
	for _, item := range []string{"item1", "item2", "item3", "item4", "item5", "item6", "item7", "item8", "item9"} {
		answers[item] = "1"
	}
	s.laptop.do(deed{Do: "draft", Record: s.epds, Case: s.kase, Kind: store.KindEPDS, Parent: s.visit, Fields: answers})
	got := s.laptop.do(deed{Do: "confirm", Record: s.visit}).Record
	if got.State != store.StateConfirmed || got.Delivery.Stage != store.StageHere {
		s.Errorf("confirmed without a network: got %s, %s", got.State, got.Delivery.Stage)
	}
}

// breakOff kills the laptop while the next visit is being typed, and looks at
// what a finder of its disk would see.
func (s *story) breakOff() {
	s.Helper()
	s.begun = store.NewRecordID()
	s.laptop.tell(deed{Do: "type", Record: s.begun, Case: s.kase, Kind: store.KindVisit, Text: sentence,
		Fields: map[string]any{"visited_on": "2026-11-23", "visit_type": "newborn", "weight_g": int64(3520)}})
	for range 4 {
		r := s.laptop.hear()
		if !r.More {
			s.Fatalf("the sentence was over before the power went: %+v", r)
		}
		s.acknowledged = r.Typed
	}
	time.Sleep(15 * time.Millisecond) // into the next words
	s.laptop.kill()
	mustNotLeak(s, markers, s.laptopDir)
}

// editBothSides signs the nurse in again, looks at the draft, and changes the
// same family on both stations.
func (s *story) editBothSides() {
	s.Helper()
	s.office.do(deed{Do: "put", Case: s.kase, Record: s.family, Kind: store.KindFamily, Fields: map[string]any{"phone": "042-555-7311", "policy": "学校と連絡を取る。"}})

	s.laptop = startStation(s, deed{Dir: s.laptopDir})
	s.laptop.do(deed{Do: "open", Staff: s.nurse})
	draft := s.laptop.do(deed{Do: "finddraft", Record: s.begun}).Draft
	note, _ := draft.Fields["note"].(string)
	kept := len([]rune(note))
	if kept < s.acknowledged || note != string([]rune(sentence)[:kept]) || !slices.Contains(pausesOf(sentence), kept) {
		s.Errorf("draft: got %q, want the sentence up to a pause, %d characters or more", note, s.acknowledged)
	}
	if kept == len([]rune(sentence)) {
		s.Error("draft: the whole sentence was kept: the power did not go in its middle")
	}
	if draft.Fields["weight_g"] != int64(3520) || draft.Fields["visited_on"] != "2026-11-23" {
		s.Errorf("draft: got %v", draft.Fields)
	}
	s.laptop.do(deed{Do: "put", Case: s.kase, Record: s.family, Kind: store.KindFamily, Fields: map[string]any{"phone": "042-555-7312", "address": "くぬぎ台三丁目"}})
	s.laptop.do(deed{Do: "online"})
}

// comeBack starts the center again and looks at what has met there.
func (s *story) comeBack() {
	s.Helper()
	s.center.Serve()
	visit := s.has(s.office, s.visit, func(r *store.Record) bool { return r.Delivery.Stage == store.StageReceipted })
	if visit.Fields["weight_g"] != int64(3410) || visit.Text("note") != "夜間の授乳は三回。" || visit.State != store.StateConfirmed || visit.Author != s.nurse {
		s.Errorf("visit at the office: got %+v", visit)
	}
	epds := s.has(s.office, s.epds, func(r *store.Record) bool { return r.Delivery.Stage == store.StageReceipted })
	if epds.Text("item10") != "1" || epds.Parent != s.visit || epds.Fields["total"] == nil {
		s.Errorf("questionnaire at the office: got %+v", epds)
	}
	agree(s, s.office, s.laptop)
	for _, p := range []*process{s.office, s.laptop} {
		c := p.do(deed{Do: "conflict", Record: s.family}).Conflict
		if len(c.Fields) != 1 || c.Fields[0].Name != "phone" || c.Fields[0].Before != "042-555-7310" {
			s.Fatalf("conflict: got %+v", c)
		}
		var phones []any
		for _, v := range c.Fields[0].Values {
			phones = append(phones, v.Value)
		}
		if len(phones) != 2 || !slices.Contains(phones, "042-555-7311") || !slices.Contains(phones, "042-555-7312") {
			s.Errorf("conflict: got %v", phones)
		}
		r := p.do(deed{Do: "record", Record: s.family}).Record
		if r.Text("policy") != "学校と連絡を取る。" || r.Text("address") != "くぬぎ台三丁目" {
			s.Errorf("other fields: got %v", r.Fields)
		}
	}
	if r := s.office.try(deed{Do: "finddraft", Record: s.begun}); r.Code != "record_missing" {
		s.Errorf("a draft is on the other station: got %+v", r)
	}
}

// settle decides the conflict at the office, everywhere.
func (s *story) settle() {
	s.Helper()
	s.office.do(deed{Do: "settle", Record: s.family, Fields: map[string]any{"phone": "042-555-7312"}, Text: "父に電話で確かめた"})
	s.has(s.laptop, s.family, func(r *store.Record) bool { return len(r.Conflicts) == 0 && r.Text("phone") == "042-555-7312" })
	agree(s, s.office, s.laptop)
	for _, p := range []*process{s.office, s.laptop} {
		if r := p.try(deed{Do: "conflict", Record: s.family}); r.Code != "record_missing" {
			s.Errorf("after settling: got %+v", r.Conflict)
		}
		for _, query := range []string{"早乙女", "saoto", "5557312", "夜間の授乳"} {
			if hits := p.do(deed{Do: "search", Text: query}).Hits; len(hits) == 0 || hits[0].Case != s.kase {
				s.Errorf("search %s: got %v", query, hits)
			}
		}
	}
}

// searchFiles looks into every file of the center, serving and stopped, and
// of both stations, once they are locked.
func (s *story) searchFiles() {
	s.Helper()
	mustNotLeak(s, markers, s.center.Dir)
	for _, p := range []*process{s.office, s.laptop} {
		p.do(deed{Do: "lock"})
		p.quit()
	}
	if err := s.center.End(syscall.SIGTERM); err != nil {
		s.Errorf("the center was asked to stop: %v", err)
	}
	mustNotLeak(s, markers, s.center.Dir, s.officeDir, s.laptopDir)
	// What is no secret is found, so the search reads the right files.
	for dir, open := range map[string]string{s.center.Dir: "中野", s.laptopDir: "訪問L-02"} {
		if found, err := leaks(dir, []string{open}); err != nil || len(found) == 0 {
			s.Errorf("%s in %s: got %v, %v, want it found", open, filepath.Base(dir), found, err)
		}
	}
}
