"""The trees that stand for families in every list: no name travels."""

from intentional_connection.kernel.text import Text

TREES = {
    "alder": Text("Alder", "Aulne"),
    "apple": Text("Apple", "Pommier"),
    "ash": Text("Ash", "Frêne"),
    "aspen": Text("Aspen", "Tremble"),
    "basswood": Text("Basswood", "Tilleul"),
    "beech": Text("Beech", "Hêtre"),
    "birch": Text("Birch", "Bouleau"),
    "cedar": Text("Cedar", "Cèdre"),
    "cherry": Text("Cherry", "Cerisier"),
    "elm": Text("Elm", "Orme"),
    "fir": Text("Fir", "Sapin"),
    "hazel": Text("Hazel", "Noisetier"),
    "hemlock": Text("Hemlock", "Pruche"),
    "juniper": Text("Juniper", "Genévrier"),
    "larch": Text("Larch", "Mélèze"),
    "linden": Text("Linden", "Tilleul d’Europe"),
    "maple": Text("Maple", "Érable"),
    "oak": Text("Oak", "Chêne"),
    "pine": Text("Pine", "Pin"),
    "plum": Text("Plum", "Prunier"),
    "poplar": Text("Poplar", "Peuplier"),
    "rowan": Text("Rowan", "Sorbier"),
    "spruce": Text("Spruce", "Épinette"),
    "walnut": Text("Walnut", "Noyer"),
    "willow": Text("Willow", "Saule"),
}
