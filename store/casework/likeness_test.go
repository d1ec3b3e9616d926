package casework_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/store/casework"
)

func hanako(t testing.TB) casework.Identity {
	return casework.Identity{
		FamilyName: "渡邊", GivenName: "花子", FamilyKana: "わたなべ", GivenKana: "はなこ", Sex: casework.Female,
		Birth: day(t, "1997-03-12"), Phones: []string{"042-000-3311"}, Address: "田無町4丁目3番2号",
	}
}

func TestLikeness(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*casework.Identity)
		likely bool
		reason casework.Reason
	}{
		{"the same", func(*casework.Identity) {}, true, casework.SameName},
		{"another form of the kanji", func(p *casework.Identity) { p.FamilyName = "渡辺" }, true, casework.SameName},
		{"only name and birth known", func(p *casework.Identity) {
			*p = casework.Identity{FamilyName: "渡辺", GivenName: "花子", Birth: p.Birth}
		}, true, casework.SameBirth},
		{"married, same telephone", func(p *casework.Identity) { p.FamilyName, p.FamilyKana, p.Address = "森田", "もりた", "" }, true, casework.SameGivenName},
		{"kanji misheard, kana and birth the same", func(p *casework.Identity) {
			p.GivenName, p.Phones, p.Address = "華子", nil, ""
		}, true, casework.SameKana},
		{"birth mistyped by one digit", func(p *casework.Identity) { p.Birth, p.Phones = day(t, "1997-03-17"), nil }, true, casework.NearBirth},
		{"day and month swapped", func(p *casework.Identity) { p.Birth, p.Phones = day(t, "1997-12-03"), nil }, true, casework.NearBirth},
		{"address written another way", func(p *casework.Identity) { p.Address = "田無町４－３－２" }, true, casework.SameAddress},
		{"telephone written another way", func(p *casework.Identity) { p.Phones = []string{"+81420003311"} }, true, casework.SamePhone},
		{"a twin", func(p *casework.Identity) { p.GivenName, p.GivenKana = "桃子", "ももこ" }, false, casework.DifferentGiven},
		{"a twin brother without kana", func(p *casework.Identity) { p.GivenName, p.GivenKana, p.Sex = "太郎", "", casework.Male }, false, casework.DifferentSex},
		{"the name alone", func(p *casework.Identity) {
			*p = casework.Identity{FamilyName: "渡辺", GivenName: "花子", FamilyKana: "わたなべ", GivenKana: "はなこ"}
		}, false, casework.SameName},
		{"a namesake of another age", func(p *casework.Identity) { p.Birth, p.Phones, p.Address = day(t, "1960-11-30"), nil, "" }, false, casework.DifferentBirth},
		{"long vowel in the reading", func(p *casework.Identity) { p.FamilyKana, p.FamilyName = "わたーなべ", "" }, true, casework.SimilarKana},
	} {
		t.Run(c.name, func(t *testing.T) {
			other := hanako(t)
			c.change(&other)
			l := hanako(t).Compare(other)
			if l.Likely() != c.likely || !slices.Contains(l.Reasons, c.reason) {
				t.Errorf("got %+v, want likely %v with %s", l, c.likely, c.reason)
			}
		})
	}
	if got := hanako(t).Compare(hanako(t)).Score; got != 100 {
		t.Errorf("with herself: got %d, want 100", got)
	}
	if got := (casework.Identity{}).Compare(casework.Identity{}); got.Score != 0 || got.Reasons != nil {
		t.Errorf("nothing known: got %+v", got)
	}
}

func TestLikenessIsMutual(t *testing.T) {
	person := rapid.Custom(func(t *rapid.T) casework.Identity {
		pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
		return casework.Identity{
			FamilyName: pick("family", "", "渡邊", "渡辺", "森"), GivenName: pick("given", "", "花子", "華子", "桃"),
			FamilyKana: pick("family kana", "", "わたなべ", "ワタナベ", "もり"), GivenKana: pick("given kana", "", "はなこ", "はなーこ", "もも"),
			Sex:    casework.Sex(pick("sex", "", "M", "F", "U")),
			Birth:  rapid.SampledFrom([]casework.Date{{}, {Year: 1997, Month: 3, Day: 12}, {Year: 1997, Month: 12, Day: 3}, {Year: 2001, Month: 1, Day: 1}}).Draw(t, "birth"),
			Phones: rapid.SampledFrom([][]string{nil, {""}, {"042-000-3311"}, {"なし", "0420003311"}}).Draw(t, "phones"), Address: pick("address", "", "田無町4-3-2", "田無町四丁目3番2号"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := person.Draw(t, "a"), person.Draw(t, "b")
		x, y := a.Compare(b), b.Compare(a)
		if x.Score != y.Score || !slices.Equal(x.Reasons, y.Reasons) || x.Score < 0 || x.Score > 100 {
			t.Fatalf("one way %+v, the other %+v", x, y)
		}
		if self := a.Compare(a); self.Score < x.Score {
			t.Fatalf("like itself by %d, like another by %d", self.Score, x.Score)
		}
	})
}
