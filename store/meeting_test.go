package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

func (s *station) meetingOn(kind, on string, more map[string]any) uuid.UUID {
	s.city.t.Helper()
	set := map[string]any{"kind": kind, "on": on, "stage": "planned"}
	for name, v := range more {
		set[name] = v
	}
	return s.add(s.Office(), store.KindMeeting, uuid.Nil, set)
}

// sheet proposes a case; with a meeting it is on its agenda.
func (s *station) sheetOf(kase, meeting uuid.UUID, more map[string]any) uuid.UUID {
	s.city.t.Helper()
	set := map[string]any{"meeting_kind": "joint", "proposed_on": "2026-11-10", "reason": "new", "stage": "proposed"}
	if meeting != uuid.Nil {
		set["meeting"] = meeting.String()
	}
	for name, v := range more {
		set[name] = v
	}
	return s.add(kase, store.KindSheet, uuid.Nil, set)
}

func TestMeetingWithItsAgenda(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	first, _ := s.createFamily("森田", "もりた", "")
	second, _ := s.createFamily("堀", "ほり", "")
	third, _ := s.createFamily("早川", "はやかわ", "")
	earlier := s.meetingOn("joint", "2026-10-22", nil)
	m := s.meetingOn("joint", "2026-11-19", map[string]any{"number": int64(12)})
	unnumbered := s.sheetOf(third, m, map[string]any{"proposed_on": "2026-11-01"})
	late := s.sheetOf(first, m, map[string]any{"order": int64(2)})
	early := s.sheetOf(second, m, map[string]any{"order": int64(1), "stage": "discussed", "discussed_on": "2026-11-19"})
	s.sheetOf(first, earlier, map[string]any{"proposed_on": "2026-10-20", "stage": "discussed", "discussed_on": "2026-10-22"})
	s.add(second, store.KindTask, early, map[string]any{"what": "学校に聞く", "due": "2026-11-19", "staff": []string{s.Me().ID.String()}})
	s.add(second, store.KindTask, early, map[string]any{"what": "家庭訪問", "due": "2026-11-18", "done_on": "2026-11-18", "agency": "保健センター"})
	s.add(second, store.KindTask, early, map[string]any{"what": "見守り会議", "due": "2026-12-01"})
	c.exchange()

	rows, err := c.director.FindMeetings(t.Context())
	if err != nil || len(rows) != 2 || rows[0].Record.ID != m || rows[1].Record.ID != earlier {
		t.Fatalf("meetings: got %+v, %v", rows, err)
	}
	if got := rows[0]; got.Sheets != 3 || got.Discussed != 1 || got.Open != 2 || got.Overdue != 1 {
		t.Errorf("counts: got %+v", got)
	}
	if got := rows[1]; got.Sheets != 1 || got.Discussed != 1 || got.Open != 0 {
		t.Errorf("counts of the earlier one: got %+v", got)
	}
	meeting, err := c.director.FindMeeting(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	var order []uuid.UUID
	for _, sheet := range meeting.Sheets {
		order = append(order, sheet.Record.ID)
	}
	if want := []uuid.UUID{early, late, unnumbered}; !slices.Equal(order, want) {
		t.Errorf("order: got %v, want %v", order, want)
	}
	sheet := meeting.Sheets[0]
	if sheet.Family != "堀" || sheet.Class != "mch" || len(sheet.Tasks) != 3 || sheet.Tasks[0].Agency != "保健センター" || sheet.Tasks[0].Done != "2026-11-18" {
		t.Errorf("sheet: got %+v", sheet)
	}
	if task := sheet.Tasks[1]; task.What != "学校に聞く" || task.Staff[0] != s.Me().ID || task.Meeting != m || task.From != early || task.Family != "堀" {
		t.Errorf("task: got %+v", task)
	}
	if _, err := c.director.FindMeeting(t.Context(), early); store.CodeOf(err) != "record_missing" {
		t.Errorf("a sheet is no meeting: %v", err)
	}
}

func agendaOf(t *testing.T, s *station, kind, on string) []store.AgendaRow {
	t.Helper()
	day, err := casework.ParseISO(on)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.FindAgenda(t.Context(), kind, day)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAgendaOfWhatIsProposedOrDue(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	proposed, _ := s.createFamily("森田", "もりた", "")
	sheet := s.sheetOf(proposed, uuid.Nil, map[string]any{"reason": "relapse"})
	s.sheetOf(proposed, uuid.Nil, map[string]any{"meeting_kind": "individual"})
	differ, _ := s.createFamily("藤代", "ふじしろ", "")
	s.add(differ, store.KindJudgement, uuid.Nil, map[string]any{"on": "2026-11-15", "side": "mch", "level": "watch", "grounds": "健診に来ている。"})
	c.exchange()
	c.director.add(differ, store.KindJudgement, uuid.Nil, map[string]any{"on": "2026-11-16", "side": "welfare", "level": "expectant", "grounds": "頼る人がいない。"})
	coming := s.meetingOn("joint", "2026-12-17", nil)
	taken, _ := s.createFamily("堀", "ほり", "")
	s.sheetOf(taken, coming, nil)
	withdrawn, _ := s.createFamily("井口", "いぐち", "")
	gone := s.sheetOf(withdrawn, uuid.Nil, nil)
	if err := s.Withdraw(t.Context(), gone, "取り下げ"); err != nil {
		t.Fatal(err)
	}
	c.exchange()

	rows := agendaOf(t, c.coordinator, "joint", "2026-12-17")
	var got []string
	for _, r := range rows {
		got = append(got, r.Family+" "+r.Why)
	}
	if want := []string{"森田 " + casework.AgendaProposed, "藤代 " + casework.AgendaDiffer}; !slices.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if rows[0].Sheet != sheet || rows[0].Case != proposed || rows[0].Reason != "relapse" || rows[1].Sheet != uuid.Nil {
		t.Errorf("got %+v", rows)
	}
	if rows := agendaOf(t, c.coordinator, "individual", "2026-12-17"); len(rows) != 1 || rows[0].Family != "森田" {
		t.Errorf("for another kind of meeting: got %+v", rows)
	}
	// Put on the coming meeting's agenda, it asks no more.
	s.put(store.Write{Case: proposed, Record: sheet, Kind: store.KindSheet, Set: map[string]any{"meeting": coming.String()}})
	c.exchange()
	if rows := agendaOf(t, c.coordinator, "joint", "2026-12-17"); len(rows) != 1 || rows[0].Family != "藤代" {
		t.Errorf("after it was put on: got %+v", rows)
	}
	// Postponed, it waits for the next one.
	s.put(store.Write{Case: proposed, Record: sheet, Kind: store.KindSheet, Set: map[string]any{"stage": "postponed"}})
	c.exchange()
	if rows := agendaOf(t, c.coordinator, "joint", "2027-01-20"); len(rows) != 2 || rows[0].Sheet != sheet {
		t.Errorf("after it was postponed: got %+v", rows)
	}
}

// TestSheetFromTheRecord makes a sheet from what both sides wrote.
func TestSheetFromTheRecord(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	f := s.planFor("藤代", "ふじしろ")
	s.add(f.kase, store.KindJudgement, uuid.Nil, map[string]any{"on": "2026-11-15", "side": "mch", "level": "watch", "grounds": "健診に来ている。"})
	s.add(f.kase, store.KindVisit, uuid.Nil, map[string]any{"visited_on": "2026-11-12", "visit_type": "pregnant", "result": "met", "note": "食事がとれている。"})
	s.add(f.kase, store.KindNote, uuid.Nil, map[string]any{"on": "2026-11-13", "method": "phone", "department": "mch", "facts": "受診の予約をした。"})
	s.add(f.kase, store.KindNote, uuid.Nil, map[string]any{"on": "2026-11-14", "method": "visit", "department": "welfare", "facts": "住まいを見た。"})
	child := s.person(f.kase, "藤代", "蓮", "ふじしろ", "child", map[string]any{"birth_date": "2023-01-01"})
	s.add(f.kase, store.KindRisk, uuid.Nil, map[string]any{
		"on": "2026-11-16", "subject": child.String(), "phase": "investigated", "a2_rating": "high", "a2_evidence": "腕にあざ。", "b2_rating": "unknown",
		"severity": "SV2", "summary": "支えが要る。", "f_family": "祖母が手伝う。",
	})
	sheet, err := s.DraftSheet(t.Context(), f.kase)
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string][]string{
		"mch_info":     {"R8.11.15", "見守り：健診に来ている。", "R8.11.12 妊婦訪問 面接できた：食事がとれている。", "受診の予約をした。"},
		"welfare_info": {"R8.11.14 訪問：住まいを見た。"},
		"risk":         {"軽度：支えが要る。", "程度 腕にあざ。"},
		"missing":      {"発育・発達"},
		"strengths":    {"祖母が近くにいる。", "祖母が手伝う。"},
	} {
		text, _ := sheet[field].(string)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s: got %q, want %q in it", field, text, part)
			}
		}
	}
	if text := sheet["mch_info"].(string); strings.Contains(text, "住まい") {
		t.Errorf("the other side's note is in mch_info: %q", text)
	}
	if sheet["reason"] != "new" || sheet["department"] != "mch" || sheet["policy"] != nil || sheet["proposed_on"] != "2026-11-20" {
		t.Errorf("got %+v", sheet)
	}
	sheet["meeting_kind"] = "joint"
	s.add(f.kase, store.KindSheet, uuid.Nil, sheet) // it fits its form
}

// TestAgendaByWhatIsDue takes in what is due by the meeting and leaves out what
// comes later: a review of the registry, and a boy who nears 18.
func TestAgendaByWhatIsDue(t *testing.T) {
	c := newCenter(t)
	s := c.nurse
	for i, line := range []struct{ name, kana, birth, registered string }{
		{"早川", "はやかわ", "2009-01-20", "2026-11-10"}, // 18 in January 2027
		{"堀", "ほり", "2019-06-01", "2026-08-25"},    // reviewed every three months
		{"森田", "もりた", "2019-06-01", "2026-11-10"},
	} {
		kase, _ := s.createFamily(line.name, line.kana, "")
		child := s.person(kase, line.name, string(rune('一'+i)), line.kana, "child", map[string]any{"birth_date": line.birth})
		s.add(kase, store.KindRegistry, uuid.Nil, map[string]any{"person": child.String(), "class": "support", "registered_on": line.registered})
	}
	c.exchange()
	for on, want := range map[string][]string{
		"2026-11-21": {"早川 " + casework.AgendaAdult},
		"2026-11-30": {"早川 " + casework.AgendaAdult, "堀 " + casework.AgendaRegistry},
	} {
		var got []string
		for _, r := range agendaOf(t, c.coordinator, "working", on) {
			got = append(got, r.Family+" "+r.Why)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("on %s: got %v, want %v", on, got, want)
		}
	}
}
