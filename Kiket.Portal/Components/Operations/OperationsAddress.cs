using System.Globalization;

namespace Kiket.Portal.Components.Operations;

/// <summary>Addresses of lists that can be filtered, searched and paged: only what differs from the plain page.</summary>
internal static class OperationsAddress
{
    public static string Of(string path, (string Name, string? Value) filter, string? query, int page)
    {
        var parts = new List<string>();
        Add(filter.Name, filter.Value);
        Add("q", query);
        Add("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null);
        return parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                // Half of a surrogate pair cannot stand in an address.
                parts.Add($"{name}={Uri.EscapeDataString(string.Concat(value.EnumerateRunes().Select(rune => rune.ToString())))}");
            }
        }
    }
}
