using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>A C#, Razor or style file of the portal or its tests.</summary>
/// <param name="Path">Relative to the checkout, with slashes.</param>
internal sealed record CodeFile(string Path, string[] Lines)
{
    private static readonly Lazy<IReadOnlyList<CodeFile>> Files = new(() =>
        [.. new[] { "Kiket.Portal", "Kiket.Portal.Tests", "wwwroot" }.SelectMany(Read)]);

    /// <summary>All of them except generated migrations and sample repositories.</summary>
    public static IReadOnlyList<CodeFile> All => Files.Value;

    private static IEnumerable<CodeFile> Read(string folder) => Directory
        .EnumerateFiles(System.IO.Path.Combine(Places.Checkout, folder), "*", SearchOption.AllDirectories)
        .Select(path => (Full: path, Relative: System.IO.Path.GetRelativePath(Places.Checkout, path).Replace('\\', '/')))
        .Where(file => System.IO.Path.GetExtension(file.Full) is ".cs" or ".razor" or ".css")
        .Where(file => !IsMaterial(file.Relative))
        .Select(file => new CodeFile(file.Relative, File.ReadAllLines(file.Full)));

    private static bool IsMaterial(string path) =>
        path.Contains("/bin/", StringComparison.Ordinal)
        || path.Contains("/obj/", StringComparison.Ordinal)
        || path.StartsWith("Kiket.Portal/Data/Migrations/", StringComparison.Ordinal)
        || path.StartsWith("Kiket.Portal/Demo/Repositories/", StringComparison.Ordinal)
        || path.StartsWith("Kiket.Portal.Tests/Samples/", StringComparison.Ordinal);
}
