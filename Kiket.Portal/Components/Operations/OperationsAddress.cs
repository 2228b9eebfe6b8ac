using System.Globalization;

namespace Kiket.Portal.Components.Operations;

/// <summary>Builds addresses of lists that can be filtered, searched and paged. Default values are left out.</summary>
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
                // An unpaired surrogate is not valid in an address.
                parts.Add($"{name}={Uri.EscapeDataString(string.Concat(value.EnumerateRunes().Select(rune => rune.ToString())))}");
            }
        }
    }
}
