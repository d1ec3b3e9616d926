package present_test

import (
	"strings"
	"testing"
	"time"

	"yorisoi/assets"
	"yorisoi/ui/present"
)

func TestSync(t *testing.T) {
	at := time.Date(2026, 11, 20, 14, 32, 0, 0, time.FixedZone("JST", 9*60*60))
	today := day(t, "2026-11-20")
	for _, c := range []struct {
		name   string
		state  present.SyncState
		ja, en string
		tone   present.Tone
		icon   string
	}{
		{"all at the center", present.SyncState{Connected: true, SyncedAt: at}, "同期済み 14:32", "Synced 14:32", present.ToneDone, present.IconCheck},
		{"looking for changes", present.SyncState{Connected: true, Busy: true, SyncedAt: at}, "同期済み 14:32", "Synced 14:32", present.ToneDone, present.IconCheck},
		{"offline with unsent", present.SyncState{Unsent: 3, SyncedAt: at}, "オフライン・未送信3件", "Offline, 3 unsent", present.ToneSoon, present.IconOffline},
		{"offline, nothing unsent", present.SyncState{SyncedAt: at}, "オフライン", "Offline", present.ToneSoon, present.IconOffline},
		{"sending", present.SyncState{Connected: true, Busy: true, Unsent: 2, SyncedAt: at}, "同期中・残り2件", "Syncing, 2 items to go", present.ToneTodo, present.IconSync},
		{"waiting to send", present.SyncState{Connected: true, Unsent: 2, SyncedAt: at}, "未送信2件", "2 unsent", present.ToneSoon, present.IconSync},
		{"first sync", present.SyncState{Connected: true, FirstSync: &present.Progress{Done: 1200, Total: 30000}}, "はじめの同期 1,200/30,000件(4%)", "First sync 1,200 of 30,000 (4%)", present.ToneTodo, present.IconSync},
		{"first sync begins", present.SyncState{Connected: true, FirstSync: &present.Progress{}}, "はじめの同期を準備中", "Preparing the first sync", present.ToneTodo, present.IconSync},
		{"first sync cut off", present.SyncState{FirstSync: &present.Progress{Done: 10, Total: 20}}, "はじめの同期が途中・オフライン 10/20件", "First sync unfinished, offline: 10 of 20", present.ToneSoon, present.IconOffline},
		{"clock two years off", present.SyncState{Connected: true, Unsent: 1, ClockOff: -2 * 365 * 24 * time.Hour}, "時計が約2年ずれています", "Clock is off by about 2 years", present.ToneLate, present.IconWarning},
		{"clock days off", present.SyncState{ClockOff: 75 * time.Hour}, "時計が3日ずれています", "Clock is off by 3 days", present.ToneLate, present.IconWarning},
		{"clock an hour off", present.SyncState{ClockOff: 65 * time.Minute}, "時計が1時間5分ずれています", "Clock is off by 1 h 5 min", present.ToneLate, present.IconWarning},
		{"held back", present.SyncState{Connected: true, Held: 2, Unsent: 2, SyncedAt: at}, "センターが保留2件", "2 held back by the center", present.ToneSoon, present.IconWarning},
		{"stopped", present.SyncState{Revoked: true, Unsent: 2}, "この端末は止められています", "This station has been stopped", present.ToneLate, present.IconWarning},
		{"certificate ran out", present.SyncState{Expired: true, Unsent: 2}, "端末の証明書が切れています", "This machine's certificate has expired", present.ToneLate, present.IconWarning},
		{"lacking", present.SyncState{Connected: true, Lacking: true, SyncedAt: at}, "まだ届いていない記録があります", "Some records have not arrived yet", present.ToneSoon, present.IconWarning},
		{"first sync cut before the start", present.SyncState{FirstSync: &present.Progress{}}, "はじめの同期が途中・オフライン", "First sync unfinished, offline", present.ToneSoon, present.IconOffline},
		{"never", present.SyncState{Connected: true}, "まだ同期していません", "Not synced yet", present.ToneSoon, present.IconSync},
		{"first look", present.SyncState{Connected: true, Busy: true}, "同期を確かめています", "Checking for changes", present.ToneTodo, present.IconSync},
	} {
		check(t, c.name, func() string { return present.Sync(c.state, today).Text }, c.ja, c.en)
		line := present.Sync(c.state, today)
		if line.Tone != c.tone || line.Icon != c.icon {
			t.Errorf("%s: got %s %s, want %s %s", c.name, line.Tone, line.Icon, c.tone, c.icon)
		}
		if assets.Icon(line.Icon) == nil {
			t.Errorf("%s: no icon %s", c.name, line.Icon)
		}
		if !strings.HasSuffix(line.Detail, "。") {
			t.Errorf("%s: detail %q is no sentence", c.name, line.Detail)
		}
	}
}

func TestPercentIsHonest(t *testing.T) {
	for p, want := range map[present.Progress]int{{Done: 999, Total: 1000}: 99, {Done: 1000, Total: 1000}: 100, {Done: 5, Total: 0}: 0, {Done: 7, Total: 5}: 100} {
		if got := p.Percent(); got != want {
			t.Errorf("%+v: got %d, want %d", p, got, want)
		}
	}
}

func TestProblemOf(t *testing.T) {
	for _, code := range []string{
		"wrong_password", "store_damaged", "store_truncated", "store_newer", "store_held", "disk_full", "read_only", "code_mistyped", "code_used",
		"code_expired", "center_other_certificate", "center_unreachable", "center_garbage", "form_invalid", "form_broken", "code_list_invalid", "clock_off",
		"internal", "not_enrolled", "revoked", "no_permission", "record_missing", "reason_needed", "password_short", "password_mismatch",
	} {
		p := present.ProblemOf(code)
		for part, text := range map[string]string{"what": p.What, "safe": p.Safe, "next": p.Next} {
			if strings.Count(text, "。") != 1 || !strings.HasSuffix(text, "。") {
				t.Errorf("%s.%s: %q is not one sentence", code, part, text)
			}
		}
		if code != "internal" && p.What == present.ProblemOf("internal").What {
			t.Errorf("%s: has no words of its own", code)
		}
	}
	if got := present.ProblemOf("never_heard_of"); got != present.ProblemOf("internal") {
		t.Errorf("unknown code: got %+v", got)
	}
}
