"""Published tables: counts of people by the lists they are on, each with where it is printed.

Kosovo: Ball, Betts, Scheuren, Dudukovic and Asher 2002, report to the tribunal in The Hague. United Kingdom: Silverman 2014,
Home Office; Bales, Hesketh and Silverman 2015, Significance. Netherlands: Cruyff, van Dijk and van der Heijden 2017, with two
lists merged as in Chan, Silverman and Vincent 2021. New Orleans: Bales, Murphy and Silverman 2020, four lists merged likewise.
Artificial: Chan, Silverman and Vincent 2021, table 2. Diabetes: Casale Monferrato, Bruno and others 1994, Diabetes Care 17;
hepatitis A in Taiwan, Chao and others 2001, Statistics in Medicine 20.
"""

from waystation.engines.estimation.table import Table, table_of

_TABLES = {
    "kosovo": ("EXH ABA OSCE HRW", """
        1000:1131 0100:845 0010:936 0001:306 1100:177 1010:228 1001:106 0110:217 0101:31 0011:123 1110:181 1101:18
        1011:42 0111:32 1111:27"""),
    "uk6": ("LA NG PF GO GP NCA", """
        100000:54 010000:463 001000:907 000100:695 000010:316 000001:57 110000:15 101000:19 100100:3 011000:56
        010100:19 010010:1 010001:3 001100:69 001010:10 001001:31 000110:8 000101:6 000011:1 111000:1 110100:1
        011100:4 011001:3 001101:1 111100:1"""),
    "uk5": ("LA NG PFNCA GO GP", """
        10000:54 01000:463 00100:995 00010:695 00001:316 11000:15 10100:19 10010:3 01100:62 01010:19 01001:1 00110:76
        00101:11 00011:8 11100:1 11010:1 01110:4 11110:1"""),
    "netherlands": ("IO K P R Z", """
        10000:756 01000:1299 00100:4466 00010:650 00001:632 11000:1 10100:81 10010:5 10001:73 01100:44 01001:4 00110:82
        00101:125 00011:2 10110:2 10101:11 00111:1"""),
    "neworleans": ("A BEFG C D H", """
        10000:25 01000:24 00100:70 00010:33 00001:21 11000:1 10100:1 10010:2 01100:2 01010:2 01001:1 00110:1 11100:1
        11010:1"""),
    "diabetes": ("L1 L2 L3 L4", """
        1111:58 1110:157 1101:18 1100:104 1011:46 1010:650 1001:12 1000:709 0111:14 0110:20 0101:7 0100:74 0011:8
        0010:182 0001:10"""),
    "hepatitis": ("P Q E", "111:28 110:21 101:17 100:69 011:18 010:55 001:63"),
    "artificial": ("A B C", "100:40 010:30 001:20 110:6"),
}  # fmt: skip


def table(name: str) -> Table:
    lists, cells = _TABLES[name]
    counts = {}
    for cell in cells.split():
        history, count = cell.split(":")
        counts[tuple(map(int, history))] = int(count)
    return table_of(lists.split(), counts)


def as_csv(name: str) -> str:
    found = table(name)
    rows = [",".join([*found.lists, "count"])]
    for history, count in zip(found.histories, found.seen, strict=True):
        if count:
            bits = [str(int(history) >> place & 1) for place in range(len(found.lists))]
            rows.append(",".join([*bits, str(count)]))
    return "\n".join(rows) + "\n"
