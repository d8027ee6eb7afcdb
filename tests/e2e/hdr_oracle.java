// HdrHistogram's own implementation (Debian: libhdrhistogram-java) as a program that answers lines, for hdr_test.py:
//
//   java -cp /usr/share/java/hdrhistogram.jar hdr_oracle.java
//
//   encode VALUE:COUNT …   base64, as in .hlog files
//   plain VALUE:COUNT …    hex of the encoding that is not compressed
//   decode BASE64          LOWEST:COUNT of each bucket that counts something
//   log PATH               for each interval TAG|- START_MS END_MS LOWEST:COUNT …; then "end"
//
// "-" alone stands for no values.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

class HdrOracle {
  static Histogram readCounts(String[] words) {
    Histogram histogram = new Histogram(1, 3_600_000_000L, 3);
    for (int i = 1; i < words.length; ++i) {
      if (words[i].equals("-")) continue;
      String[] pair = words[i].split(":");
      histogram.recordValueWithCount(Long.parseLong(pair[0]), Long.parseLong(pair[1]));
    }
    return histogram;
  }

  static String countsText(Histogram histogram) {
    StringBuilder out = new StringBuilder();
    for (HistogramIterationValue step : histogram.recordedValues()) {
      if (out.length() > 0) out.append(' ');
      out.append(histogram.lowestEquivalentValue(step.getValueIteratedTo()));
      out.append(':').append(step.getCountAtValueIteratedTo());
    }
    return out.length() == 0 ? "-" : out.toString();
  }

  static byte[] written(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.rewind();
    buffer.get(bytes);
    return bytes;
  }

  static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    return Base64.getEncoder().encodeToString(written(buffer, histogram.encodeIntoCompressedByteBuffer(buffer)));
  }

  static String plain(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    StringBuilder out = new StringBuilder();
    for (byte one : written(buffer, histogram.encodeIntoByteBuffer(buffer))) out.append(String.format("%02x", one));
    return out.toString();
  }

  static void log(String path) throws Exception {
    HistogramLogReader reader = new HistogramLogReader(path);
    while (reader.hasNext()) {
      Histogram histogram = (Histogram) reader.nextIntervalHistogram();
      if (histogram == null) continue;
      System.out.println((histogram.getTag() == null ? "-" : histogram.getTag()) + " "
          + histogram.getStartTimeStamp() + " " + histogram.getEndTimeStamp() + " " + countsText(histogram));
    }
    System.out.println("end");
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "encode": System.out.println(encode(readCounts(words))); break;
        case "plain": System.out.println(plain(readCounts(words))); break;
        case "decode":
          System.out.println(countsText(Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(words[1])), 0)));
          break;
        case "log": log(words[1]); break;
        default: System.out.println("unknown command");
      }
      System.out.flush();
    }
  }
}
