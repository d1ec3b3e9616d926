package present

import "yorisoi/store/casework"

// LikenessReason says why two entries may be the same person, 生年月日が同じ.
func LikenessReason(r casework.Reason) string { return T("likeness." + string(r)) }
