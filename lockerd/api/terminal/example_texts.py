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
BADGE: Final = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiNjg4OTRkNTgiLCJ0eXAiOiJsb2NrZXJkLWJhZGdlK2p3cyJ9.eyJhdXRob3JpdHkiOiJzdGFkdCIsImJh"
    "ZGdlIjoiYmFkZ2UtMTciLCJleHBfcyI6MTgwMDA1NzYwMCwibmJmX3MiOjE3OTk5NzEyMDAsInJvbGUiOiJsb2FkaW5nIn0.enCd8wNyKv-6H3zmW5"
    "v7Y3csgiqOywLyi4ftY8AWPm-JHhtydPwHomymlyAvhW8f0L97A5Qf7divaA1l0QYcCA"
)
VISIT: Final = (
    '{"id":"3f2a9c0d5b7e4816a0c1d2e3f4051627","kind":"collection","phase":"opening","compartment":{"id":"A07","row":1,'
    '"column":1,"place":"oberste Reihe, ganz links"},"door":"closed","next_step":"pull_door","text":"Bitte ziehen Sie '
    'die Tür von Fach A07 auf: oberste Reihe, ganz links.","trouble":null,"item_count":1,"part":1,"parts":1,'
    '"parts_left":0,"may":["help"],"opened":false}'
)
