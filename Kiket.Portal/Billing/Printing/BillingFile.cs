using System.Security.Cryptography;

namespace Kiket.Portal.Billing.Printing;

public enum FileFormat
{
    Csv,
    Pdf,
}

/// <summary>A document as a file. It is written once and never changes, so that everybody always gets the same bytes.</summary>
public sealed class BillingFile
{
    /// <summary>That of a statement is the longest: it ends with the publisher's name in addresses.</summary>
    public const int MaxNumber = 120;

    private BillingFile()
    {
    }

    /// <summary>Of the document.</summary>
    public string Number { get; private set; } = "";

    public FileFormat Format { get; private set; }

    public byte[] Bytes { get; private set; } = [];

    /// <summary>In lower case hex.</summary>
    public string Sha256 { get; private set; } = "";

    public DateTimeOffset WrittenAt { get; private set; }

    public string Name => $"{Number}.{Format.ToString().ToLowerInvariant()}";

    public string ContentType => Format == FileFormat.Pdf ? "application/pdf" : "text/csv; charset=utf-8";

    internal static BillingFile Of(string number, FileFormat format, byte[] bytes, DateTimeOffset now) => new()
    {
        Number = number,
        Format = format,
        Bytes = bytes,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
        WrittenAt = now,
    };
}
