"""What nodes pay each other, as a list or a table, whichever is quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FEW = 256  # nodes

# Money between nodes, payer by payee: an array up to FEW nodes, above that a sparse matrix.
Table = Any


class Moves(NamedTuple):
    """What nodes pay each other, USD billions above zero: one entry for each two, in order."""

    payer: np.ndarray
    payee: np.ndarray
    amount: np.ndarray

    def paid(self, size: int) -> np.ndarray:
        """By node what it pays."""
        return by_node(self.payer, self.amount, size)

    def received(self, size: int) -> np.ndarray:
        """By node what it has."""
        return by_node(self.payee, self.amount, size)

    def array(self, size: int) -> np.ndarray:
        """The same, payer by payee."""
        array = np.zeros((size, size))
        array[self.payer, self.payee] = self.amount
        return array

    def matrix(self, size: int) -> csr_array:
        """The same as a sparse matrix."""
        from scipy.sparse import csr_array

        cells: Any = self.amount, (self.payer, self.payee)
        return csr_array(cells, shape=(size, size))

    def table(self, size: int) -> Table:
        """The same as whichever is quicker."""
        return self.array(size) if size <= FEW else self.matrix(size)


def by_node(node: np.ndarray, amount: np.ndarray, size: int) -> np.ndarray:
    """The sum of the amounts at each node."""
    # NumPy before 2 counts nothing in whole numbers, whatever the weights.
    return np.bincount(node, weights=amount, minlength=size).astype(float, copy=False)


def as_array(table: Table) -> np.ndarray:
    """The table as an array."""
    array: np.ndarray = table if isinstance(table, np.ndarray) else table.toarray()
    return array


def as_matrix(table: Table) -> csr_array:
    """The table as a sparse matrix."""
    from scipy.sparse import csr_array

    return csr_array(table)


def as_moves(table: Table) -> Moves:
    """The cells of a table that are not zero."""
    if isinstance(table, np.ndarray):
        payer, payee = np.nonzero(table)
        return Moves(payer, payee, table[payer, payee])
    cells = table.tocoo()
    return Moves(cells.row, cells.col, cells.data)
