using System.Collections;
using System.Runtime.CompilerServices;

namespace Kiket.Portal.Listings.Browsing;

/// <summary>
/// The chosen values of one filter, each once and always in the same order. A listing needs one of them; without a value
/// all listings match.
/// </summary>
[CollectionBuilder(typeof(Choices), nameof(Choices.Of))]
public readonly struct Choices<T> : IReadOnlyList<T>, IEquatable<Choices<T>>
    where T : notnull
{
    private readonly T[]? _values;

    internal Choices(T[] values) => _values = values;

    public int Count => Values.Length;

    private T[] Values => _values ?? [];

    public T this[int index] => Values[index];

    public static implicit operator Choices<T>(T? value) => value is null ? default : Choices.Of([value]);

    public static bool operator ==(Choices<T> left, Choices<T> right) => left.Equals(right);

    public static bool operator !=(Choices<T> left, Choices<T> right) => !left.Equals(right);

    public bool Has(T value) => Array.IndexOf(Values, value) >= 0;

    /// <summary>Whether a listing with this value is wanted.</summary>
    public bool Allows(T value) => Count == 0 || Has(value);

    /// <summary>With the value when it isn't chosen, and without it when it is.</summary>
    public Choices<T> Toggle(T value) =>
        Choices.Of<T>(Has(value) ? [.. Values.Where(chosen => !EqualityComparer<T>.Default.Equals(chosen, value))] : [.. Values, value]);

    public bool Equals(Choices<T> other) => Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => obj is Choices<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => Values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public static class Choices
{
    public static Choices<T> Of<T>(ReadOnlySpan<T> values)
        where T : notnull => new([.. values.ToArray().Distinct().OrderBy(value => value.ToString(), StringComparer.Ordinal)]);
}
