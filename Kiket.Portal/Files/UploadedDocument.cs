using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>The rules for documents: PDF, plain text and the JSON files of scanners, by content and not by name.</summary>
internal static class UploadedDocument
{
    private const int PdfTail = 1024;
    private const int ZipEnd = 22;
    private const int MaxJsonDepth = 256;

    /// <summary>Line ends, tabs, form feeds and the escapes that coloured logs are full of may stand in text.</summary>
    private static readonly SearchValues<byte> NotInText =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    /// <summary>The format's name, which is also the ending it is offered with.</summary>
    public static Result<string> Format(ReadOnlySpan<byte> bytes, UploadKind kind)
    {
        if (bytes.IsEmpty)
        {
            return Error.Invalid("file_empty", "The file is empty. Save it again, then add it.");
        }

        if (bytes.StartsWith("%PDF-"u8))
        {
            return Pdf(bytes);
        }

        if (!Utf8.IsValid(bytes) || bytes.IndexOfAny(NotInText) >= 0 || WhatItIs.IsMarkup(bytes))
        {
            return Error.Invalid("document_format", $"It is {WhatItIs.Name(bytes)}, whatever its name says. Add a PDF{(kind.TakesScans() ? ", a text file in UTF-8, or a SARIF, CycloneDX or SPDX file" : " or a text file in UTF-8")}.");
        }

        return bytes.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{', ..] ? Json(bytes, kind) : "txt";
    }

    /// <summary>A PDF that ends as one, and is nothing else at the same time.</summary>
    private static Result<string> Pdf(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[^Math.Min(bytes.Length, PdfTail)..];
        var end = tail.LastIndexOf("%%EOF"u8);
        if (end < 0)
        {
            return Error.Invalid("document_incomplete", "The PDF is cut off, or something was put behind its end. Export it again, then add it.");
        }

        return tail[(end + 5)..].IndexOfAnyExcept(" \t\r\n\0"u8) >= 0 || IsZip(bytes)
            ? Error.Invalid("document_hides", "It is a PDF with something else put behind it. Export it again as PDF alone, then add it.")
            : "pdf";
    }

    /// <summary>A ZIP is read from its end: a last record whose comment reaches to the very end of the file.</summary>
    private static bool IsZip(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[^Math.Min(bytes.Length, ushort.MaxValue + ZipEnd)..];
        var record = tail.LastIndexOf("PK\u0005\u0006"u8);
        return record >= 0 && tail.Length - record >= ZipEnd && tail.Length - record - ZipEnd == tail[record + 20] + (tail[record + 21] << 8);
    }

    private static Result<string> Json(ReadOnlySpan<byte> bytes, UploadKind kind)
    {
        bool isScan;
        try
        {
            isScan = IsScan(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        }
        catch (JsonException)
        {
            return Error.Invalid("document_incomplete", "It begins as JSON and is not whole. Let the scanner write it again, then add it.");
        }

        if (!isScan)
        {
            return Error.Invalid("document_format", "It is JSON, and neither SARIF nor CycloneDX nor SPDX. Add the report in one of these, or as PDF or text.");
        }

        return kind.TakesScans()
            ? "json"
            : Error.Invalid("document_kind", $"It is a scanner's file. Add it as attestation or scan log; a {kind.Title().ToLowerInvariant()} is a PDF or a text.");
    }

    /// <summary>Reads to the end without building anything: SARIF has runs, CycloneDX and SPDX say their names.</summary>
    private static bool IsScan(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        var found = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            var isRuns = reader.ValueTextEquals("runs"u8);
            var isName = reader.ValueTextEquals("bomFormat"u8);
            var isSpdx = reader.ValueTextEquals("spdxVersion"u8);
            reader.Read();
            found |= (isRuns && reader.TokenType == JsonTokenType.StartArray)
                || (isName && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("CycloneDX"u8))
                || (isSpdx && reader.TokenType == JsonTokenType.String);
        }

        return found;
    }
}
