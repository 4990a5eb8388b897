import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.tencentcloudapi.common.AbstractClient;
import com.tencentcloudapi.common.AbstractModel;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.common.profile.Language;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The Java SDK as a customer uses it: typed requests and replies. One call for each line of standard input. */
public class Client {
    private static final Map<String, String> CLIENTS = Map.of(
            "batch", "com.tencentcloudapi.batch.v20170312.BatchClient",
            "cam", "com.tencentcloudapi.cam.v20190116.CamClient",
            "sts", "com.tencentcloudapi.sts.v20180813.StsClient",
            "tag", "com.tencentcloudapi.tag.v20180813.TagClient");

    private static class Key {
        String secret_id, secret_key, token;
    }

    private static class Call {
        String service, action;
        Key key;
        JsonObject parameters;
    }

    private static class Answer {
        JsonObject response;
        String code, message, request_id;
    }

    private static AbstractClient clientOf(Class<?> kind, Key key) throws ReflectiveOperationException {
        HttpProfile http = new HttpProfile();
        http.setProtocol(System.getenv("OPENCAM_SCHEME") + "://");
        http.setEndpoint(System.getenv("OPENCAM_ADDRESS"));
        ClientProfile profile = new ClientProfile();
        profile.setHttpProfile(http);
        profile.setLanguage(Language.EN_US);
        Credential credential = new Credential(key.secret_id, key.secret_key, key.token);
        return (AbstractClient) kind.getConstructor(Credential.class, String.class, ClientProfile.class)
                .newInstance(credential, "ap-guangzhou", profile);
    }

    /** client.Action(request) with the action's own types; only the names are looked up. */
    private static Answer answer(Call call) throws ReflectiveOperationException {
        Class<?> kind = Class.forName(CLIENTS.get(call.service));
        String models = kind.getPackageName() + ".models.";
        Class<?> requestType = Class.forName(models + call.action + "Request");
        Object request = AbstractModel.fromJsonString(call.parameters.toString(), requestType);
        Answer answer = new Answer();
        try {
            Object response = kind.getMethod(call.action, requestType).invoke(clientOf(kind, call.key), request);
            answer.response = JsonParser.parseString(AbstractModel.toJsonString((AbstractModel) response)).getAsJsonObject();
        } catch (InvocationTargetException wrapped) {
            if (!(wrapped.getCause() instanceof TencentCloudSDKException)) {
                throw wrapped;
            }
            TencentCloudSDKException error = (TencentCloudSDKException) wrapped.getCause();
            answer.code = error.getErrorCode();
            answer.message = error.getMessage();
            answer.request_id = error.getRequestId();
        }
        return answer;
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Gson gson = new Gson();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(gson.toJson(answer(gson.fromJson(line, Call.class))));
        }
    }
}
