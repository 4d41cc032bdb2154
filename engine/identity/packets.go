package identity

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The library reads packets; what may be given to it is decided here. It allocates
// whatever a signature of version 6 asks for, skips what it does not know, and trips
// over some empty subpackets.

// A pgpPacket is one OpenPGP packet.
type pgpPacket struct {
	tag  byte
	body []byte
	raw  []byte // header included
}

// The tags of packets that are looked at.
const (
	tagSignature  = 2
	tagSecretKey  = 5
	tagPublicKey  = 6
	tagUserID     = 13
	tagPublicSub  = 14
	tagAttribute  = 17
	maxPackets    = 20_000
	maxNestedSigs = 2
)

var errCut = errors.New("the packets are cut short")

// splitPackets reads the headers of packets. Lengths that come in parts are for data
// of unknown size, which neither keys nor signatures are.
func splitPackets(data []byte) ([]pgpPacket, error) {
	var packets []pgpPacket
	for rest := data; len(rest) > 0; {
		tag, head, size, err := packetHeader(rest)
		if err != nil {
			return nil, err
		}
		if size > uint64(len(rest)-head) {
			return nil, errCut
		}
		if len(packets) == maxPackets {
			return nil, fmt.Errorf("there are more than %d packets", maxPackets)
		}
		whole := head + int(size)
		packets = append(packets, pgpPacket{tag, rest[head:whole], rest[:whole]})
		rest = rest[whole:]
	}
	return packets, nil
}

func packetHeader(data []byte) (tag byte, head int, size uint64, err error) {
	first := data[0]
	if first&0x80 == 0 {
		return 0, 0, 0, fmt.Errorf("byte 0x%02x begins no OpenPGP packet", first)
	}
	if first&0x40 != 0 {
		size, n, err := subpacketLength(data[1:])
		if err == nil && len(data) > 1 && data[1] >= 224 && data[1] < 255 {
			err = errors.New("a packet has a length in parts")
		}
		return first & 0x3f, 1 + n, size, err
	}
	n := 1 << (first & 3)
	if n == 8 {
		return 0, 0, 0, errors.New("a packet has no length")
	}
	if len(data) < 1+n {
		return 0, 0, 0, errCut
	}
	for _, b := range data[1 : 1+n] {
		size = size<<8 | uint64(b)
	}
	return first >> 2 & 0xf, 1 + n, size, nil
}

// subpacketLength reads the length that begins data, and says how many bytes it takes.
func subpacketLength(data []byte) (size uint64, n int, err error) {
	switch {
	case len(data) >= 1 && data[0] < 192:
		return uint64(data[0]), 1, nil
	case len(data) >= 2 && data[0] < 255:
		return uint64(data[0]-192)<<8 + uint64(data[1]) + 192, 2, nil
	case len(data) >= 5:
		return uint64(binary.BigEndian.Uint32(data[1:])), 5, nil
	}
	return 0, 0, errCut
}

// The types of signatures that are looked at.
const (
	sigBinary     = 0x00
	sigText       = 0x01
	sigDirect     = 0x1f
	sigRevokeKey  = 0x20
	sigRevokeSub  = 0x28
	sigRevokeUser = 0x30
)

// errVersion says that a signature is of a version that is not read here.
var errVersion = errors.New("the OpenPGP signature is of a version other than 4")

// checkSignaturePacket says which type of signature a packet is, or why it must not be
// read. Signatures within signatures may be nested nested deep.
func checkSignaturePacket(body []byte, nested int) (kind byte, err error) {
	if len(body) < 6 {
		return 0, errCut
	}
	if body[0] != 4 {
		return 0, errVersion
	}
	rest := body[4:]
	for range 2 { // what is hashed, and what is not
		if len(rest) < 2 {
			return 0, errCut
		}
		size := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+size {
			return 0, errCut
		}
		if err := checkSubpackets(rest[2:2+size], nested); err != nil {
			return 0, err
		}
		rest = rest[2+size:]
	}
	return body[1], nil
}

func checkSubpackets(area []byte, nested int) error {
	const exportable, embedded = 4, 32
	for len(area) > 0 {
		size, n, err := subpacketLength(area)
		if err != nil || size == 0 || size > uint64(len(area)-n) {
			return errCut
		}
		sub := area[n : n+int(size)]
		area = area[n+int(size):]
		switch sub[0] & 0x7f {
		case exportable:
			if len(sub) != 2 {
				return errors.New("a signature has a malformed subpacket")
			}
		case embedded:
			if nested == 0 {
				return errors.New("a signature holds another one")
			}
			if _, err := checkSignaturePacket(sub[1:], nested-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// An armored block is what stands between a line BEGIN and its line END.
type armored struct {
	kind string // e.g. "PGP SIGNATURE"
	data []byte
}

// dearmor returns all blocks of a text; words around them are skipped. The checksum is
// not looked at: it guards against accidents, which a signature does better.
func dearmor(text string) ([]armored, error) {
	var blocks []armored
	for text != "" {
		line, rest := cutLine(text)
		text = rest
		kind, ok := strings.CutPrefix(trim(line), "-----BEGIN ")
		kind, closed := strings.CutSuffix(kind, "-----")
		if !ok || !closed {
			continue
		}
		body, after, ok := cutBlock(text, "-----END "+kind+"-----")
		if !ok {
			return blocks, fmt.Errorf("a block %q has no end", clip(kind))
		}
		data, err := decodeArmor(body)
		if err != nil {
			return blocks, fmt.Errorf("a block %q is not base64", clip(kind))
		}
		blocks, text = append(blocks, armored{kind, data}), after
	}
	return blocks, nil
}

// cutBlock returns the text before the line end, and that after it.
func cutBlock(text, end string) (body, after string, ok bool) {
	for at := 0; at < len(text); {
		line, _ := cutLine(text[at:])
		if trim(line) == end {
			return text[:at], text[at+len(line):], true
		}
		at += len(line)
	}
	return "", "", false
}

func decodeArmor(body string) ([]byte, error) {
	var b strings.Builder
	heads := true
	for body != "" {
		line, rest := cutLine(body)
		body, line = rest, trim(line)
		if heads && (line == "" || strings.Contains(line, ": ")) {
			heads = line != ""
			continue
		}
		heads = false
		if line != "" && line[0] == '=' { // the checksum
			continue
		}
		b.WriteString(line)
	}
	return base64.StdEncoding.DecodeString(b.String())
}

// clip shortens what a message quotes.
func clip(text string) string {
	if len(text) > 60 {
		return text[:57] + "..."
	}
	return text
}
