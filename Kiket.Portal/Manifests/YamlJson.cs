using System.Text;
using System.Text.Json;
using System.Globalization;

namespace Kiket.Portal.Manifests;

/// <summary>A value of the tree as compact JSON, to show and store values without their own field.</summary>
internal static class YamlJson
{
    public static string Write(YamlNode node)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options))
            Write(writer, node);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key.Value);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case YamlScalar { Kind: ScalarKind.Null }:
                writer.WriteNullValue();
                break;
            case YamlScalar { Kind: ScalarKind.Boolean } flag:
                writer.WriteBooleanValue(PlainScalars.Boolean(flag.Value) == true);
                break;
            case YamlScalar { Kind: ScalarKind.Number } number
                when decimal.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value):
                writer.WriteNumberValue(value);
                break;
            case YamlScalar scalar:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }
}
