"""What stands in the examples of the contracts: signed with the published keys of ``vectors.json``, or one like them.

A test holds each against its own check, so that an example never shows what would be refused.
"""

from typing import Final

CODE: Final = (
    "LK1:RRQ+D9 60CO0$+AWKB8CKXM4UI08+PKQQIA0KXMFN0BEEESMR-0H00PE4XS8-.C4CHCQLK+PS9U27B7JRIKQL SFAIJR3BAJQ5J05R:ZSTM6L"
    "BU%NK176U8P6KHA0S8P3+LMR:U5J7/WL1245+F/ET%YT +UM55CJHP-TP2K4W7C*A"
)
TYPED_CODE: Final = "123 456 786"
PICKUP_NUMBER: Final = "0042"
SECOND_SECRET: Final = "123 4566"  # noqa: S105 - an example
STATEMENT: Final = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiNTE5Y2FlOTMiLCJ0eXAiOiJsb2NrZXJkLXN0YXRlbWVudCtqd3MifQ.eyJpYXRfcyI6M"
    "TgwMDAwMDAwMCwibm9uY2UiOiI1ZDJhMGM3ZTQxYjk0ZDdmOGEzY2U2ZjBiMTkyN2Q1NCIsIm9yZGVyIjoiMDE5M2EyZjQtN2MxZ"
    "S03YjFhLTljNTUtM2QyZjEwYWEwYjQyIiwicHVycG9zZSI6InBlcnNvbiIsInNpdGUiOiJtdXN0ZXJzdGFkdC0xIn0.wPNsEZanz"
    "8e4ymcFbP3GW3o3JiU5FqozS9KSykQZq5GYObu0snjYUMUuzXFIrCQIPsl_ydGdGkG1xpqRWjEpAQ"
)
PAPER: Final = (
    "LR1:RRQM6BERKOE6.V85RIGHBC8FEECP9EOEDIEC ED$-D*VDQPC5$C+TCZKEKPC$EDLXE0ABI-LGVC04E73D-3E3WEZPC9VCKED OE0OD 1WA"
    "VC7WEH$DV9E6$C1$C6WE*VD03CDF3QY1WW4E9E5LEN8F746MA7.CCQIC7W5DOCQZC5079L6CW5J-C$CCH*6/A6UG6HM64S6QW6L/5KVC-ED0$C"
    "V$D QE5$C QE2EC-UE0B6M3D2EC% CLQEF/D04EW.C1%EYJC-IEX.C8%E5EC  CB/D1/D .CX CVQE-.DMED8%E59D*KERWE6$C3WELVCPED*E"
    "DZ CBWE-3E%JC7/DUPCQ$DGECFWE1$C5WE%A8%:6.48Y+MK.F/5I$+C4NP:5WGB4FU9C5PB:H8/0O+3JZOWZT+-3*VD-O5FTQ:L9S*PJP0-SLV"
    "PKV*0 C5Z4Q47W6$UYUF*OVSTR80"
)
PAPER_TEXT: Final = (
    "Receipt no. 17, Rathaus Musterstadt\n"
    "Compartment A07\n"
    "Passed to the office between 2026-11-30, 23:48:05 (UTC+01:00) and 2026-11-30, 23:49:21 (UTC+01:00).\n"
    "In UTC: 2026-11-30 22:48:05 to 2026-11-30 22:49:21.\n"
    "Evidence: a sensor in the compartment. It saw nothing inside before, and something after the door was shut.\n"
    "Whether the door was open or shut was measured by a contact on the door.\n"
    "What was inside is not known to the station and is not confirmed by this. "
    "Help: Mon-Fri 8 am to 4 pm, telephone +49 6031 83-0."
)
BADGE: Final = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiNjg4OTRkNTgiLCJ0eXAiOiJsb2NrZXJkLWJhZGdlK2p3cyJ9.eyJhdXRob3JpdHkiOiJ"
    "zdGFkdCIsImJhZGdlIjoiYmFkZ2UtMTciLCJleHBfcyI6MTgwMDA1NzYwMCwibmJmX3MiOjE3OTk5NzEyMDAsInJvbGVzIjpbImx"
    "vYWRpbmciLCJyZXRyaWV2YWwiXSwic2l0ZSI6Im11c3RlcnN0YWR0LTEifQ.JhEK5lDGpq7RdBjxskw0VDwLwjcNYSmgbzs_iBSu"
    "2PkS1hVFPy7HkhhpuzUoBuMAspauVrKOd6vngWeA-iZ4CQ"
)
VISIT: Final = (
    '{"id":"3f2a9c0d5b7e4816a0c1d2e3f4051627","kind":"collection","phase":"opening","compartment":{"id":"A07","row":1,'
    '"column":1,"place":"oberste Reihe, ganz links"},"door":"closed","next_step":"pull_door","text":"Bitte ziehen Sie '
    'die Tür von Fach A07 auf: oberste Reihe, ganz links.","spoken":"Bitte ziehen Sie die Tür von Fach A 0 7 auf: '
    'oberste Reihe, ganz links.","german":null,"privacy":"public","trouble":null,"acknowledged":[],"item_count":1,'
    '"checklist":[],"missing":null,"part":1,"parts":1,"parts_left":0,"left_ms":null,'
    '"reminder":false,"listed":[],"codes":0,"codes_shown":1,"codes_left":0,"fetch_number":null,'
    '"round":null,"papers":[],'
    '"may":[{"word":"help","label":"Hilfe rufen",'
    '"spoken":"Ich möchte, dass jemand kommt","privacy":"public","body":{}}],"opened":false,"feedback":false}'
)
