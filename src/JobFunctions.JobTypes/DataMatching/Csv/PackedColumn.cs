namespace JobFunctions.JobTypes.DataMatching.Csv;

/// <summary>The cells of one column, packed end to end: no object a cell, so a million rows cost no more than their text.</summary>
internal sealed class PackedColumn<T>
{
    private readonly List<int> _ends = [];
    private T[] _items = [];
    private int _used;

    public int Rows => _ends.Count;

    public ReadOnlySpan<T> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : _ends[row - 1];
            return _items.AsSpan(start, _ends[row] - start);
        }
    }

    public void Add(ReadOnlySpan<T> cell)
    {
        if (_used + cell.Length > _items.Length)
            Array.Resize(ref _items, Math.Max(_used + cell.Length, Math.Max(1024, _items.Length * 2)));
        cell.CopyTo(_items.AsSpan(_used));
        _used += cell.Length;
        _ends.Add(_used);
    }
}
