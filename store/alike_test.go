package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
)

// alike returns the likeliest entries of a search during a call.
func (s *station) alike(q store.Sought) []store.Alike {
	s.city.t.Helper()
	found, err := s.FindAlike(s.city.t.Context(), q, 5)
	if err != nil {
		s.city.t.Fatal(err)
	}
	return found
}

func TestFindAlike(t *testing.T) {
	office, _ := twoStations(t)
	kase, family := office.createFamily("渡邉", "わたなべ", "042-000-3311")
	office.put(store.Write{Case: kase, Record: family, Kind: store.KindFamily, Set: map[string]any{"address": "ひばり市くぬぎ台4丁目3番2号"}})
	child := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "渡邉", "given_name": "悠真", "family_kana": "わたなべ", "given_kana": "ゆうま", "role": "child", "sex": "M", "birth_date": "2019-06-11",
	}}).ID
	mother := office.put(store.Write{Case: kase, Record: store.NewRecordID(), Kind: store.KindPerson, Set: map[string]any{
		"family_name": "渡邉", "given_name": "沙織", "family_kana": "わたなべ", "given_kana": "さおり", "role": "mother", "sex": "F", "phone": "090-0000-1212",
	}}).ID
	alone, _ := office.createFamily("永井", "ながい", "042-000-9090")
	for name, test := range map[string]struct {
		q       store.Sought
		want    uuid.UUID // the first person
		likely  bool
		reasons []string
	}{
		"VariantKanji":    {store.Sought{Name: "渡辺悠真"}, child, false, []string{"name"}},
		"GivenFirst":      {store.Sought{Name: "悠真渡辺"}, child, false, []string{"name"}},
		"WithSpace":       {store.Sought{Name: "悠真　渡邊"}, child, false, []string{"name"}},
		"GivenAlone":      {store.Sought{Name: "悠真"}, child, false, []string{"name"}},
		"Beginning":       {store.Sought{Name: "渡辺悠"}, child, false, []string{"name"}},
		"Kana":            {store.Sought{Name: "ワタナベ ユウマ"}, child, false, []string{"kana"}},
		"KanaLongVowel":   {store.Sought{Name: "わたなべゆーま"}, child, false, []string{"kana"}},
		"KanaGivenFirst":  {store.Sought{Name: "ゆうまわたなべ"}, child, false, []string{"kana"}},
		"KanaGivenAlone":  {store.Sought{Name: "ゆうま"}, child, false, []string{"kana"}},
		"KanaBeginning":   {store.Sought{Name: "わたなべゆ"}, child, false, []string{"kana"}},
		"Romaji":          {store.Sought{Name: "watanabe yu"}, child, false, []string{"kana"}},
		"NameAndBirth":    {store.Sought{Name: "渡辺悠真", Birth: "2019-06-11", Sex: "M"}, child, true, []string{"name", "birth", "sex"}},
		"NearBirth":       {store.Sought{Name: "渡辺悠真", Birth: "2019-06-12"}, child, false, []string{"name", "birth"}},
		"BirthAlone":      {store.Sought{Birth: "2019-06-11"}, child, false, []string{"birth"}},
		"Phone":           {store.Sought{Name: "さおり", Phone: "090 0000 1212"}, mother, false, []string{"kana", "phone"}},
		"FamilyPhone":     {store.Sought{Name: "渡辺悠真", Phone: "0420003311"}, child, false, []string{"name", "phone"}},
		"Address":         {store.Sought{Name: "渡辺悠真", Phone: "0420003311", Address: "ひばり市くぬぎ台4-3-2"}, child, true, []string{"name", "phone", "address"}},
		"FamilyByPhone":   {store.Sought{Phone: "042-000-9090"}, uuid.Nil, false, []string{"phone"}},
		"FamilyByAddress": {store.Sought{Address: "ひばり市くぬぎ台四丁目3-2"}, uuid.Nil, false, []string{"address"}},
		"FamilyByName":    {store.Sought{Name: "永井"}, uuid.Nil, false, []string{"name"}},
		"FamilyOnceMore":  {store.Sought{Name: "ながい", Phone: "042-000-9090"}, uuid.Nil, true, []string{"kana", "phone"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := office.alike(test.q)
			if len(found) == 0 {
				t.Fatal("nobody was found")
			}
			got := found[0]
			if got.Person != test.want || !slices.Equal(got.Reasons, test.reasons) || got.Score >= 60 != test.likely {
				t.Errorf("got %s %d %v, want likely %v, %v", got.Name, got.Score, got.Reasons, test.likely, test.reasons)
			}
			if got.Person == child && (got.Child == nil || got.Child.Name != "悠真") || got.Person == mother && got.Child != nil {
				t.Errorf("as a child: got %+v", got.Child)
			}
		})
	}
	for name, q := range map[string]store.Sought{
		"NotThisOne":   {Name: "渡辺悠真", Not: kase},
		"AnotherGiven": {Name: "渡辺 健司"},
		"OneSign":      {Name: "渡"},
		"Nothing":      {},
		"OtherCase":    {Phone: "042-000-9090", Not: alone},
	} {
		t.Run(name, func(t *testing.T) {
			if found := office.alike(q); slices.ContainsFunc(found, func(a store.Alike) bool { return a.Person != uuid.Nil || a.Case.ID == q.Not }) {
				t.Errorf("got %+v", found)
			}
		})
	}
}

// TestAlikeOffersTheVisibleCase has somebody ask for a child by the entry of a
// case that was merged into another.
func TestAlikeOffersTheVisibleCase(t *testing.T) {
	office, _ := twoStations(t)
	f := newTwoIntakes(office)
	if found := office.alike(store.Sought{Name: "蒼太", Birth: "2020-05-02"}); len(found) != 2 {
		t.Fatalf("before: got %+v", found)
	}
	f.merge(f.ours, f.theirs, f.pairs())
	found := office.alike(store.Sought{Name: "粂 蒼太", Birth: "2020-05-02"})
	if len(found) != 1 || found[0].Case.ID != f.ours || found[0].Person != f.child || found[0].Child == nil || found[0].Score < 60 {
		t.Errorf("after: got %+v", found)
	}
	if found := office.alike(store.Sought{Name: "なぎ", Not: f.theirs}); len(found) != 0 {
		t.Errorf("but for this case: got %+v", found)
	}
	hits, err := office.Search(t.Context(), "なぎ", 5)
	if err != nil || len(hits) == 0 {
		t.Fatalf("search: got %v, %v", hits, err)
	}
	for _, h := range hits {
		if h.Case != f.ours {
			t.Errorf("search leads to %v, want %v", h.Case, f.ours)
		}
	}
}
