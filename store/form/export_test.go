package form

// Account reads a form and counts its JSON values: all of them, and those
// that were read, that is understood or deliberately kept.
func Account(file string, data []byte, lists Lists) (all, read int) {
	_, _, root := parse(file, data, lists)
	if root == nil {
		return 0, 0
	}
	root.count(&all, &read)
	return all, read
}

func (n *node) count(all, read *int) {
	*all++
	if n.read {
		*read++
	}
	for _, m := range n.members {
		m.count(all, read)
	}
	for _, m := range n.items {
		m.count(all, read)
	}
}

// FaultCodes gives the codes that have words.
func FaultCodes() []FaultCode {
	all := []FaultCode{
		FaultFile, FaultSyntax, FaultDuplicateKey, FaultElement, FaultExtension, FaultType, FaultOperator,
		FaultValue, FaultShape, FaultMissing, FaultDuplicateLinkID, FaultDuplicateCode, FaultReference,
		FaultLoop, FaultRequiredHidden, FaultLimits, FaultList, FaultParent, FaultDate, FaultSubset,
	}
	return all
}
