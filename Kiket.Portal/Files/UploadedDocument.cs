using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Files;

/// <summary>The rules for documents: PDF, plain text and scanners' JSON files, recognized by content and not by name.</summary>
internal static class UploadedDocument
{
    private const int PdfTail = 1024;
    private const int ZipEnd = 22;
    private const int MaxJsonDepth = 256;

    /// <summary>Text may contain line ends, tabs, form feeds, and the escapes of coloured logs.</summary>
    private static readonly SearchValues<byte> NotInText =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    /// <summary>The format's name, which is also its file extension for downloads.</summary>
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
            var scans = kind.TakesScans() ? ", a text file in UTF-8, or a SARIF, CycloneDX or SPDX file" : " or a text file in UTF-8";
            var pictures = kind == UploadKind.TicketFile ? "picture, a " : "";
            return Error.Invalid("document_format", $"The content is {WhatItIs.Name(bytes)}, whatever the file's name says. Add a {pictures}PDF{scans}.");
        }

        return kind != UploadKind.TicketFile && bytes.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{', ..] ? Json(bytes, kind) : "txt";
    }

    /// <summary>Checks that a PDF is complete and isn't another format at the same time.</summary>
    private static Result<string> Pdf(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[^Math.Min(bytes.Length, PdfTail)..];
        var end = tail.LastIndexOf("%%EOF"u8);
        if (end < 0)
        {
            return Error.Invalid("document_incomplete", "The PDF is cut off, or something follows its end. Export it again, then add it.");
        }

        if (tail[(end + 5)..].IndexOfAnyExcept(" \t\r\n\0"u8) >= 0 || IsZip(bytes))
        {
            return Error.Invalid("document_hides", "The PDF has other data after its end. Export it again as a plain PDF, then add it.");
        }

        return PdfContent.Found(bytes) is { } what
            ? Error.Invalid("document_active", $"The PDF has {what}. Print it to a new PDF, which has the pages alone, then add that one.")
            : "pdf";
    }

    /// <summary>Programs read a ZIP from its end: a last record with a comment that reaches the end of the file.</summary>
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
            return Error.Invalid("document_incomplete", "The JSON is incomplete or invalid. Export it from the scanner again, then add it.");
        }

        if (!isScan)
        {
            return Error.Invalid(
                "document_format", "The file is JSON, but not SARIF, CycloneDX or SPDX. Add the report in one of these formats, or as PDF or text.");
        }

        return kind.TakesScans()
            ? "json"
            : Error.Invalid(
                "document_kind",
                $"This is a scanner's file. Add it as attestation or scan log; a {kind.Title().ToLowerInvariant()} must be a PDF or a text file.");
    }

    /// <summary>Reads to the end without building a document: SARIF has runs, CycloneDX and SPDX contain their names.</summary>
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
