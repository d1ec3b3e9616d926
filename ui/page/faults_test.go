package page_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/protect"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/client/bundle"
	"yorisoi/sync/wire"
	"yorisoi/ui/page"
	"yorisoi/ui/present"
	"yorisoi/ui/tour"
)

// translations are the Japanese words by their keys.
func translations(t testing.TB) map[string]string {
	t.Helper()
	files, err := fs.Glob(assets.I18n, "ja/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("find translations: %v, %v", files, err)
	}
	all := map[string]string{}
	for _, name := range files {
		data, err := fs.ReadFile(assets.I18n, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// faultCodes are the codes that the translations have words for.
func faultCodes(t *testing.T) map[string]bool {
	t.Helper()
	codes := map[string]bool{}
	for key := range translations(t) {
		if parts := strings.Split(key, "."); len(parts) == 3 && parts[0] == "error" {
			codes[parts[1]] = true
		}
	}
	return codes
}

func TestEveryFaultHasItsThreeSentences(t *testing.T) {
	newDesk(t)
	codes := faultCodes(t)
	if len(codes) < 20 {
		t.Fatalf("only %d codes: the search itself is broken", len(codes))
	}
	for code := range codes {
		for _, part := range []string{"what", "safe", "next"} {
			key := "error." + code + "." + part
			for _, lang := range present.Languages {
				present.SetLanguage(lang)
				if !present.Has(key) || present.T(key) == key || strings.TrimSpace(present.T(key)) == "" {
					t.Errorf("%s has no words in %s", key, lang)
				}
			}
			present.SetLanguage(present.Japanese)
		}
	}
}

// TestEveryErrorHasWordsOfItsOwn wraps each error that people can meet as the
// program does.
func TestEveryErrorHasWordsOfItsOwn(t *testing.T) {
	newDesk(t)
	for want, list := range map[string][]error{
		"wrong_password":           {sealed.ErrWrongPassword, trust.ErrWrongPassword},
		"store_truncated":          {sealed.ErrTruncated},
		"store_newer":              {sealed.ErrNewerVersion},
		"store_held":               {sealed.ErrLocked},
		"secret_away":              {protect.ErrAway},
		"guess_wait":               {&store.WaitError{}},
		"guess_over":               {store.ErrTooManyGuesses},
		"policy_value":             {store.ErrPolicyValue},
		"disk_full":                {sealed.ErrDiskFull},
		"read_only":                {sealed.ErrReadOnly},
		"store_damaged":            {sealed.ErrDamaged, sealed.ErrWrongKey},
		"password_short":           {store.ErrPasswordShort},
		"no_permission":            {store.ErrNotAllowed},
		"record_missing":           {store.ErrNotFound},
		"not_due":                  {store.ErrNotDue},
		"list_unlike":              {store.ErrListUnlike},
		"retention_number":         {store.ErrRetentionNumber},
		"reason_needed":            {store.ErrReasonNeeded},
		"not_enrolled":             {store.ErrNoStore},
		"form_invalid":             {&store.InvalidError{Kind: store.KindVisit}},
		"code_mistyped":            {wire.ErrCodeMistyped},
		"code_newer":               {wire.ErrCodeNewer},
		"code_unknown":             {wire.ErrCodeUnknown},
		"code_used":                {wire.ErrCodeUsed},
		"code_expired":             {wire.ErrCodeExpired},
		"too_many":                 {wire.ErrTooMany},
		"revoked":                  {wire.ErrRevoked, wire.ErrNoCertificate},
		"center_other_certificate": {client.ErrWrongCenter},
		"center_garbage":           {client.ErrGarbage},
		"center_unreachable":       {client.ErrUnreachable},
		"bundles_forbidden":        {store.ErrBundlesForbidden},
		"bundles_leads":            {store.ErrBundlesLeads},
		"bundle_not_reader":        {store.ErrNotReader},
		"bundle_other_file":        {bundle.ErrNotBundle},
		"bundle_newer":             {bundle.ErrNewer},
		"bundle_too_old":           {bundle.ErrTooOld},
		"bundle_other_center":      {bundle.ErrOtherCenter},
		"bundle_maker":             {bundle.ErrMaker},
		"bundle_cut":               {bundle.ErrCut},
		"bundle_damaged":           {bundle.ErrDamaged},
		"bundle_unreadable":        {bundle.ErrUnreadable},
		"bundle_exists":            {bundle.ErrExists},
		"bundle_target":            {bundle.ErrTarget},
		"words_letter":             {&trust.WordsError{Group: 1, Err: trust.ErrWordsLetter}},
		"words_count":              {&trust.WordsError{Group: 2, Err: trust.ErrWordsCount}},
		"words_check":              {&trust.WordsError{Group: 3, Err: trust.ErrWordsCheck}},
		"words_other":              {store.ErrWordsOther},
		"no_recovery":              {store.ErrNoRecovery},
		"no_share":                 {store.ErrNoShare},
		"shares_broken":            {trust.ErrShares},
		"internal":                 {errors.New("something else")},
	} {
		for _, err := range list {
			f := page.Explain(fmt.Errorf("do something: %w", err))
			if f.Code != want {
				t.Errorf("%v: got code %s, want %s", err, f.Code, want)
			}
			for part, text := range map[string]string{"what": f.What, "safe": f.Safe, "next": f.Next} {
				if text == "" || strings.HasPrefix(text, "error.") {
					t.Errorf("%s: %s is %q", want, part, text)
				}
			}
		}
	}
}

// TestEveryRefusalHasWords looks for the codes in the pages themselves.
func TestEveryRefusalHasWords(t *testing.T) {
	codes := faultCodes(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			fun, ok := call.Fun.(*ast.Ident)
			lit, isText := call.Args[0].(*ast.BasicLit)
			if !ok || fun.Name != "refuse" || !isText {
				return true
			}
			found++
			if code, err := strconv.Unquote(lit.Value); err != nil || !codes[code] {
				t.Errorf("%s: no words for %s", name, lit.Value)
			}
			return true
		})
	}
	if found < 5 {
		t.Errorf("found only %d refusals: the search itself is broken", found)
	}
}

// TestTechnicalPartHoldsNoCaseData makes the store fail with a family's data
// in its hands.
func TestTechnicalPartHoldsNoCaseData(t *testing.T) {
	d := newDesk(t).found()
	f := d.family()
	ctx := t.Context()
	const secret = "母は夜も眠れないと話す"
	put := func(kind string, set map[string]any) error {
		_, err := d.store.Put(ctx, store.Write{Case: f.kase, Record: store.NewRecordID(), Kind: kind, Set: set})
		return err
	}
	draft := store.Draft{Record: store.NewRecordID(), Case: f.kase, Kind: store.KindVisit, Fields: map[string]any{
		"visited_on": secret, "note": secret, "weight_g": secret, "visit_type": secret, "no_such_field": secret,
	}}
	if _, err := d.store.SaveDraft(ctx, draft); err != nil {
		t.Fatal(err)
	}
	_, confirmErr := d.store.Confirm(ctx, draft.Record)
	_, badDraft := d.store.SaveDraft(ctx, store.Draft{Record: store.NewRecordID(), Fields: map[string]any{"note": struct{ Note string }{secret}}})
	_, missing := d.store.FindCase(ctx, uuid.New())
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, _, stopped := d.store.FindCases(canceled, store.CaseFilter{})
	_, searched := d.store.Search(canceled, secret, 10)
	fails := map[string]error{
		"confirm":     confirmErr,
		"a code":      put(store.KindVisit, map[string]any{"visited_on": "2026-01-10", "visit_type": secret}),
		"a date":      put(store.KindNote, map[string]any{"on": secret, "facts": secret}),
		"a number":    put(store.KindPerson, map[string]any{"given_name": secret, "birth_weight_g": secret}),
		"no form":     put("diary", map[string]any{"text": secret}),
		"a draft":     badDraft,
		"missing":     missing,
		"stopped":     stopped,
		"searched":    searched,
		"no conflict": d.store.Settle(ctx, &store.Conflict{Record: f.record}, map[string]any{"phone": secret}, secret),
		"new case":    func() error { _, err := d.store.CreateCase(ctx, map[string]any{"class": secret}); return err }(),
		"a password":  d.store.ChangePassword(ctx, secret, "あたらしいことばです"),
	}
	seen := 0
	for name, err := range fails {
		if err == nil {
			continue
		}
		seen++
		technical := page.Explain(err).Technical
		for _, data := range []string{secret, "森田", "もりた", "ひより", "さくら", "042-000-3311"} {
			if strings.Contains(technical, data) {
				t.Errorf("%s: %q says %q", name, technical, data)
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d of %d failed: %v", seen, len(fails), fails)
	}
}

// TestSignInTellsWhatIsSafeAndWhatNext enters a wrong password, then the right
// one into the same page.
func TestSignInTellsWhatIsSafeAndWhatNext(t *testing.T) {
	d := newDesk(t).found()
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	lib, err := library()
	if err != nil {
		t.Fatal(err)
	}
	var opened *store.Store
	s := page.NewSignIn(page.SignInDeps{
		Config: d.config, Owner: d.owner, Library: lib, Window: d.win,
		Opened: func(s *store.Store) { opened = s },
	})
	t.Cleanup(s.Close)
	d.body.Objects = []fyne.CanvasObject{s.Content()}
	d.body.Refresh()
	words := present.ProblemOf("wrong_password")
	for _, wrong := range []string{"", "ちがうことばです"} {
		d.do(field("パスワード"), tour.Deed{Do: "key", Text: "Ctrl+A"}, tour.Deed{Do: "key", Text: "BackSpace"}, typed(wrong), tap("開く"),
			see(words.What), see(words.Safe), see(words.Next))
	}
	if opened != nil {
		t.Fatal("a wrong password opens the store")
	}
	d.do(field("パスワード"), tour.Deed{Do: "key", Text: "Ctrl+A"}, typed(password), tour.Deed{Do: "key", Text: "Return"})
	d.until("the store to open", func() bool { return opened != nil })
	if shows(s.Content(), words.What) {
		t.Error("the fault still stands there")
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
}
