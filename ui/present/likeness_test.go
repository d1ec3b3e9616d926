package present_test

import (
	"testing"

	"yorisoi/store/casework"
	"yorisoi/ui/present"
)

func TestLikenessReason(t *testing.T) {
	for reason, want := range map[casework.Reason][2]string{
		casework.SameName: {"氏名が同じ", "same name"}, casework.SameGivenName: {"名が同じ", "same given name"},
		casework.SameKana: {"よみが同じ", "same reading"}, casework.SimilarKana: {"よみが近い", "similar reading"},
		casework.DifferentGiven: {"名がちがう", "different given name"}, casework.SameBirth: {"生年月日が同じ", "same birth date"},
		casework.NearBirth: {"生年月日が近い", "birth dates nearly the same"}, casework.DifferentBirth: {"生年月日がちがう", "different birth date"},
		casework.DifferentSex: {"性別がちがう", "different sex"}, casework.SamePhone: {"電話が同じ", "same telephone"}, casework.SameAddress: {"住所が同じ", "same address"},
	} {
		check(t, string(reason), func() string { return present.LikenessReason(reason) }, want[0], want[1])
	}
}
