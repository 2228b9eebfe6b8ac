using PdfSharp.Fonts;

namespace Kiket.Portal.Billing.Printing;

/// <summary>The fonts of printed documents, which travel in the portal's assembly: no computer's own fonts enter a document.</summary>
internal sealed class PrintFonts : IFontResolver
{
    public const string Text = "Geist";
    public const string Digits = "Geist Mono";

    private static readonly Lazy<bool> Used = new(() =>
    {
        GlobalFontSettings.FontResolver = new PrintFonts();
        return true;
    });

    private PrintFonts()
    {
    }

    /// <summary>PDFsharp has one set of fonts for the whole process.</summary>
    public static bool Use() => Used.Value;

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) =>
        new(familyName == Digits ? "GeistMono-Regular" : isBold ? "Geist-SemiBold" : "Geist-Regular");

    public byte[]? GetFont(string faceName)
    {
        using var file = typeof(PrintFonts).Assembly.GetManifestResourceStream($"Kiket.Portal.Billing.{faceName}.ttf")
            ?? throw new InvalidOperationException($"The font {faceName} is missing in the portal's assembly.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
